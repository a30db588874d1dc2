// Kinematics of a point (printed by tools/lawc from src/lawc/kinematics.ts, so that the TypeScript twin does the same operations in
// the same order). All arguments are addresses of doubles:
//   strain(F [9], out [7])                    out = Green-Lagrange strain in Voigt order 00 11 22 01 12 02, then det F
//   firstPiolaKirchhoff(F [9], S [6], P [9])  P = F S
//   mixedTangent(F [9], S [6], CC [21], A [81])  A_iJkL = d_ik S_JL + F_iM CC_MJNL F_kN, A[27i+9J+3k+L]
export { firstPiolaKirchhoff, mixedTangent, strain } from "./tensor.gen";
