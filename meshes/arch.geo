// Half of a shallow circular arch (mm): radius 100 of its middle, thickness 2, opened by 18 degrees on each side of the crown; curved quad8.
// Made by: gmsh -2 arch.geo -format msh41 -o arch.msh
radius = 100;  thickness = 2;
angle = 18 * Pi / 180;
patch = 1.5 * Pi / 180;  // part of the upper side that is loaded, from the crown on
cells = 11;              // along the rest
inner = radius - thickness/2;  outer = radius + thickness/2;

Point(1) = {0, 0, 0};  // centre of the circles; the crown lies above it, at x = 0
angles[] = {0, patch, angle};
For i In {0:2}
  Point(10 + i) = {inner * Sin(angles[i]), inner * Cos(angles[i]), 0};
  Point(20 + i) = {outer * Sin(angles[i]), outer * Cos(angles[i]), 0};
  Line(10 + i) = {10 + i, 20 + i};
EndFor
For i In {0:1}
  Circle(20 + i) = {10 + i, 1, 11 + i};
  Circle(30 + i) = {20 + i, 1, 21 + i};
  Curve Loop(1 + i) = {20 + i, 11 + i, -(30 + i), -(10 + i)};
  Plane Surface(1 + i) = {1 + i};
EndFor
Transfinite Curve {10, 11, 12, 20, 30} = 2;
Transfinite Curve {21, 31} = cells + 1;
Transfinite Surface {1, 2};
Recombine Surface {1, 2};
Mesh.ElementOrder = 2;
Mesh.SecondOrderIncomplete = 1;

Physical Curve("crown") = {10};
Physical Curve("foot") = {12};
Physical Curve("patch") = {30};
Physical Surface("arch") = {1, 2};
