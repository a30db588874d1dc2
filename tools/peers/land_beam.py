"""Problem 1 of Land et al. (2015) in FEniCSx 0.5: incompressible, P2 displacements and P1 pressure (Taylor-Hood) on tetrahedra, half of the beam (plane of symmetry y = 0.5).

Usage: /usr/bin/python3 tools/peers/land_beam.py CELLS_THROUGH_HEIGHT [BULK_KPA, default inf]
Prints z of the point (10, 0.5, 1) (mm). Debian: apt-get install python3-dolfinx. Numbers are kept in test/reference/land.json.
With a bulk modulus the law is the one of cases/land-beam.yaml (isochoric Fung and K/4 (J^2 - 1 - 2 ln J)); without one it is incompressible.
"""
import sys
import numpy as np
import ufl
from dolfinx import fem
from dolfinx.mesh import CellType, create_box, locate_entities_boundary, meshtags
from mpi4py import MPI
from petsc4py import PETSc
from newton import walk

n = int(sys.argv[1])
bulk = float(sys.argv[2]) if len(sys.argv) > 2 else np.inf
mesh = create_box(MPI.COMM_WORLD, [np.zeros(3), np.array([10, 0.5, 1])], [5 * n, max(1, n // 2), n], CellType.tetrahedron)
facets = [locate_entities_boundary(mesh, 2, side) for side in (lambda x: np.isclose(x[2], 0), lambda x: np.isclose(x[0], 0), lambda x: np.isclose(x[1], 0.5))]
below, clamped, middle = facets
tags = meshtags(mesh, 2, np.sort(below), np.ones(len(below), dtype=np.int32))

V = fem.FunctionSpace(mesh, ufl.MixedElement([ufl.VectorElement("Lagrange", mesh.ufl_cell(), 2), ufl.FiniteElement("Lagrange", mesh.ufl_cell(), 1)]))
w = fem.Function(V)
u, p = ufl.split(w)
v = ufl.TestFunction(V)
du, _ = ufl.split(v)
F = ufl.Identity(3) + ufl.grad(u)
J = ufl.det(F)
E = (J ** (-2 / 3) * F.T * F - ufl.Identity(3)) / 2
Q = 8 * E[0, 0] ** 2 + 2 * (E[1, 1] ** 2 + E[2, 2] ** 2 + 2 * E[1, 2] ** 2) + 2 * 4 * (E[0, 1] ** 2 + E[0, 2] ** 2)
W = 2 / 2 * (ufl.exp(Q) - 1)
# With a bulk modulus, p belongs to the volume ratio j at which K/4 (j^2 - 1 - 2 ln j) has the derivative p.
j = p / bulk + ufl.sqrt((p / bulk) ** 2 + 1) if np.isfinite(bulk) else 1
volumetric = p * (J - j) + (bulk / 4 * (j ** 2 - 1 - 2 * ufl.ln(j)) if np.isfinite(bulk) else 0)
pressure = fem.Constant(mesh, PETSc.ScalarType(0.0))
dx = ufl.Measure("dx", mesh, metadata={"quadrature_degree": 5})
ds = ufl.Measure("ds", mesh, subdomain_data=tags, metadata={"quadrature_degree": 5})
residual = ufl.derivative((W + volumetric) * dx, w, v) + pressure * ufl.dot(J * ufl.inv(F).T * ufl.FacetNormal(mesh), du) * ds(1)
V0, _ = V.sub(0).collapse()
V01, _ = V.sub(0).sub(1).collapse()
conditions = [
    fem.dirichletbc(fem.Function(V0), fem.locate_dofs_topological((V.sub(0), V0), 2, clamped), V.sub(0)),
    fem.dirichletbc(fem.Function(V01), fem.locate_dofs_topological((V.sub(0).sub(1), V01), 2, middle), V.sub(0).sub(1)),
]
walk(residual, w, conditions, pressure, 0.004, 0.0004)
found = w.sub(0).collapse()
places, values = V0.tabulate_dof_coordinates(), found.x.array.reshape(-1, 3)
node = np.argmin(np.abs(places - np.array([10, 0.5, 1])).sum(axis=1))
print(places[node, 2] + values[node, 2])
