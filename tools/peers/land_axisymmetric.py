"""Problem 2 of Land et al. (2015) as an axisymmetric problem in FEniCSx 0.5: incompressible, Taylor-Hood P2-P1.

Usage: /usr/bin/python3 tools/peers/land_axisymmetric.py CELLS_THROUGH_WALL PRESSURE_KPA
Prints z of the apex, inside and outside (mm). Debian: apt-get install python3-dolfinx. Numbers are kept in test/reference/land.json.
The triangles at the base fail above about 3 kPa, so it serves as a check of the first part of the way to 10 kPa.
"""
import sys
import numpy as np
import ufl
from dolfinx import fem, nls
from dolfinx.mesh import CellType, create_rectangle, locate_entities_boundary, meshtags
from mpi4py import MPI
from petsc4py import PETSc

n, target = int(sys.argv[1]), float(sys.argv[2])
mesh = create_rectangle(MPI.COMM_WORLD, [np.zeros(2), np.ones(2)], [8 * n, n], CellType.triangle)
# First coordinate: apex to base; second: inside to outside.
sides = [lambda x: np.isclose(x[1], 0), lambda x: np.isclose(x[1], 1), lambda x: np.isclose(x[0], 1), lambda x: np.isclose(x[0], 0)]
facets = [locate_entities_boundary(mesh, 1, side) for side in sides]
numbers = np.concatenate([np.full(len(f), i + 1, dtype=np.int32) for i, f in enumerate(facets)])
order = np.argsort(np.concatenate(facets))
tags = meshtags(mesh, 1, np.concatenate(facets)[order], numbers[order])
inner, outer, base, axis = 1, 2, 3, 4
s, t = mesh.geometry.x[:, 0].copy(), mesh.geometry.x[:, 1].copy()
short, long = 7 + 3 * t, 17 + 3 * t
angle = s * np.arccos(-5 / long)
mesh.geometry.x[:, 0], mesh.geometry.x[:, 1] = short * np.sin(angle), -long * np.cos(angle)

V = fem.FunctionSpace(mesh, ufl.MixedElement([ufl.VectorElement("Lagrange", mesh.ufl_cell(), 2), ufl.FiniteElement("Lagrange", mesh.ufl_cell(), 1)]))
w = fem.Function(V)
u, p = ufl.split(w)
v = ufl.TestFunction(V)
du, _ = ufl.split(v)
r = ufl.SpatialCoordinate(mesh)[0]
H = ufl.grad(u)
F = ufl.as_matrix([[1 + H[0, 0], H[0, 1], 0], [H[1, 0], 1 + H[1, 1], 0], [0, 0, 1 + u[0] / r]])
J = ufl.det(F)
E = (F.T * F - ufl.Identity(3)) / 2
W = 10 / 2 * (ufl.exp(ufl.inner(E, E)) - 1)
pressure = fem.Constant(mesh, PETSc.ScalarType(0.0))
dx = ufl.Measure("dx", mesh, metadata={"quadrature_degree": 6})
ds = ufl.Measure("ds", mesh, subdomain_data=tags, metadata={"quadrature_degree": 6})
normal = ufl.FacetNormal(mesh)
N = ufl.as_vector([normal[0], normal[1], 0])
residual = ufl.derivative((W + p * (J - 1)) * r * dx, w, v) + pressure * ufl.dot(J * ufl.inv(F).T * N, ufl.as_vector([du[0], du[1], 0])) * r * ds(inner)
V0, _ = V.sub(0).collapse()
V00, _ = V.sub(0).sub(0).collapse()
conditions = [
    fem.dirichletbc(fem.Function(V0), fem.locate_dofs_topological((V.sub(0), V0), 1, tags.find(base)), V.sub(0)),
    fem.dirichletbc(fem.Function(V00), fem.locate_dofs_topological((V.sub(0).sub(0), V00), 1, tags.find(axis)), V.sub(0).sub(0)),
]
solver = nls.petsc.NewtonSolver(MPI.COMM_WORLD, fem.petsc.NonlinearProblem(residual, w, conditions))
solver.rtol, solver.max_it, solver.convergence_criterion = 1e-9, 25, "incremental"
options = PETSc.Options()
prefix = solver.krylov_solver.getOptionsPrefix()
for key, value in (("ksp_type", "preonly"), ("pc_type", "lu"), ("pc_factor_mat_solver_type", "mumps")):
    options[prefix + key] = value
solver.krylov_solver.setFromOptions()
for load in np.linspace(0, target, int(np.ceil(target / 0.1)) + 1)[1:]:
    pressure.value = load
    solver.solve(w)
found = w.sub(0).collapse()
places, values = V0.tabulate_dof_coordinates(), found.x.array.reshape(-1, 2)
for z in (-17, -20):
    node = np.argmin(np.abs(places[:, 0]) + np.abs(places[:, 1] - z))
    print(places[node, 1] + values[node, 1])
