"""Problem 2 of Land et al. (2015) as an axisymmetric problem in FEniCSx 0.5: Q2 displacements and Q1 pressure (Taylor-Hood) on quadrilaterals.

Usage: /usr/bin/python3 tools/peers/land_axisymmetric.py CELLS_THROUGH_WALL PRESSURE_KPA [BULK_KPA, default inf]
Prints z of the apex, inside and outside (mm). Debian: apt-get install python3-dolfinx. Numbers are kept in test/reference/land.json.
With a bulk modulus the law is the one of cases/land-ventricle.yaml (isochoric Fung and K/4 (J^2 - 1 - 2 ln J)); without one it is incompressible.
"""
import sys
import numpy as np
import ufl
from dolfinx import fem
from dolfinx.mesh import CellType, create_rectangle, locate_entities_boundary, meshtags
from mpi4py import MPI
from petsc4py import PETSc
from newton import walk

n, target = int(sys.argv[1]), float(sys.argv[2])
bulk = float(sys.argv[3]) if len(sys.argv) > 3 else np.inf
mesh = create_rectangle(MPI.COMM_WORLD, [np.zeros(2), np.ones(2)], [12 * n, n], CellType.quadrilateral)
# First coordinate: apex to base; second: inside to outside.
sides = [lambda x: np.isclose(x[1], 0), lambda x: np.isclose(x[0], 1), lambda x: np.isclose(x[0], 0)]
facets = [locate_entities_boundary(mesh, 1, side) for side in sides]
numbers = np.concatenate([np.full(len(f), i + 1, dtype=np.int32) for i, f in enumerate(facets)])
order = np.argsort(np.concatenate(facets))
tags = meshtags(mesh, 1, np.concatenate(facets)[order], numbers[order])
inner, base, axis = 1, 2, 3
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
C = F.T * F
E = (J ** (-2 / 3) * C - ufl.Identity(3)) / 2
# With a bulk modulus, p belongs to the volume ratio j at which K/4 (j^2 - 1 - 2 ln j) has the derivative p.
j = p / bulk + ufl.sqrt((p / bulk) ** 2 + 1) if np.isfinite(bulk) else 1
volumetric = p * (J - j) + (bulk / 4 * (j ** 2 - 1 - 2 * ufl.ln(j)) if np.isfinite(bulk) else 0)
W = 10 / 2 * (ufl.exp(ufl.inner(E, E)) - 1)
pressure = fem.Constant(mesh, PETSc.ScalarType(0.0))
dx = ufl.Measure("dx", mesh, metadata={"quadrature_degree": 6})
ds = ufl.Measure("ds", mesh, subdomain_data=tags, metadata={"quadrature_degree": 6})
normal = ufl.FacetNormal(mesh)
N = ufl.as_vector([normal[0], normal[1], 0])
residual = ufl.derivative((W + volumetric) * r * dx, w, v) + pressure * ufl.dot(J * ufl.inv(F).T * N, ufl.as_vector([du[0], du[1], 0])) * r * ds(inner)
V0, _ = V.sub(0).collapse()
V00, _ = V.sub(0).sub(0).collapse()
conditions = [
    fem.dirichletbc(fem.Function(V0), fem.locate_dofs_topological((V.sub(0), V0), 1, tags.find(base)), V.sub(0)),
    fem.dirichletbc(fem.Function(V00), fem.locate_dofs_topological((V.sub(0).sub(0), V00), 1, tags.find(axis)), V.sub(0).sub(0)),
]
walk(residual, w, conditions, pressure, target, 0.1)
found = w.sub(0).collapse()
places, values = V0.tabulate_dof_coordinates(), found.x.array.reshape(-1, 2)
for z in (-17, -20):
    node = np.argmin(np.abs(places[:, 0]) + np.abs(places[:, 1] - z))
    print(places[node, 1] + values[node, 1])
