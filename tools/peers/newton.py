"""Newton's method with damped steps and adaptive loads for the problems of Land et al. (2015) in FEniCSx 0.5; MUMPS solves."""
import sys
import numpy as np
import ufl
from dolfinx import fem
from petsc4py import PETSc


def solved(A, b):
    """x of A x = b."""
    ksp = PETSc.KSP().create(A.comm)
    ksp.setOperators(A)
    ksp.setType("preonly")
    ksp.getPC().setType("lu")
    ksp.getPC().setFactorSolverType("mumps")
    right, x = A.createVecRight(), A.createVecLeft()
    right.array[:] = b
    ksp.solve(right, x)
    out = x.array.copy()
    for thing in (ksp, right, x):
        thing.destroy()
    return out


def walk(residual, w, conditions, load, target, first):
    """Raises the constant `load` of a form to `target`, from steps of size `first` on: halved where there is no equilibrium, else larger by a third."""
    form, tangent = fem.form(residual), fem.form(ufl.derivative(residual, w))

    def forces():
        b = fem.petsc.assemble_vector(form)
        fem.petsc.set_bc(b, conditions, w.vector, 0.0)
        return b.array.copy()

    def correction(b):
        A = fem.petsc.assemble_matrix(tangent, bcs=conditions)
        A.assemble()
        step = solved(A, b)
        A.destroy()
        return step

    def equilibrium():
        """Steps are halved until the residual is a number that is not much larger; False when it does not converge."""
        b = forces()
        for _ in range(25):
            size, before = np.linalg.norm(b), w.x.array.copy()
            step = correction(b)
            for halving in range(8):
                w.x.array[:] = before - step / 2 ** halving
                b = forces()
                if np.linalg.norm(b) < 10 * size:
                    break
            else:
                return False
            if halving == 0 and np.linalg.norm(step) < 1e-9 * np.linalg.norm(w.x.array):
                return True
        return False

    reached, size = 0.0, first
    while reached < target * (1 - 1e-12):
        accepted = w.x.array.copy()
        load.value = min(reached + size, target)
        if equilibrium():
            reached, size = float(load.value), 1.3 * size
        else:
            w.x.array[:] = accepted
            size /= 2
            if size < 1e-4 * first:
                sys.exit(f"no equilibrium beyond {reached} kPa")
        print(f"{reached:.5g} kPa", file=sys.stderr)
