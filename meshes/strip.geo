// Strip of skin for a tensile test (mm): 40 long, 2 thick, 10 wide at the clamps and 6.5 at the waist.
// The sides are straight near the clamps and curve smoothly to the waist, where elements are smaller.
// Made by: gmsh -3 strip.geo -format msh41 -o strip.msh
length = 40;  width = 10;  waist = 6.5;  thickness = 2;
shoulder = 5;   // straight part of the sides at each end
coarse = 2.7;   // element size at the clamps
fine = 2.05;    // and at the waist
steps = 16;     // points on each curved side

Point(1) = {0, -width/2, 0};
Point(2) = {length, -width/2, 0};
Point(3) = {length, width/2, 0};
Point(4) = {0, width/2, 0};
lower[] = {};
upper[] = {};
For i In {0:steps}
  s = i / steps;
  x = shoulder + s * (length - 2 * shoulder);
  half = (width + waist) / 4 + (width - waist) / 4 * Cos(2 * Pi * s);
  p = newp;  Point(p) = {x, -half, 0};          lower[] += p;
  p = newp;  Point(p) = {length - x, half, 0};  upper[] += p;
EndFor

Line(1) = {1, lower[0]};
Spline(2) = lower[];
Line(3) = {lower[steps], 2};
Line(4) = {2, 3};
Line(5) = {3, upper[0]};
Spline(6) = upper[];
Line(7) = {upper[steps], 4};
Line(8) = {4, 1};

Curve Loop(1) = {1, 2, 3, 4, 5, 6, 7, 8};
Plane Surface(1) = {1};
body[] = Extrude {0, 0, thickness} { Surface{1}; };  // the top, the volume, then a side for each curve

Field[1] = MathEval;
Field[1].F = Sprintf("%g + %g * ((x - %g) / %g)^2", fine, coarse - fine, length / 2, length / 2);
Background Field = 1;
Mesh.CharacteristicLengthExtendFromBoundary = 0;
Mesh.CharacteristicLengthFromPoints = 0;
Mesh.Algorithm = 6;
Mesh.Smoothing = 10;
Mesh.Optimize = 1;

Physical Surface("left") = {body[9]};
Physical Surface("right") = {body[5]};
Physical Surface("bottom") = {1};
Physical Surface("top") = {body[0]};
Physical Volume("skin") = {body[1]};
