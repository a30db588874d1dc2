/**
 * Kinematics of a point, the same operations in the same order as assembly/tensor.ts (both are printed from src/lawc/kinematics.ts):
 * - `strain(F [9], out [7])`: Green–Lagrange strain ½(H + Hᵀ + HᵀH), H = F - I, in Voigt order 00 11 22 01 12 02, then det F;
 * - `firstPiolaKirchhoff(F [9], S [6], P [9])`: P = F S;
 * - `mixedTangent(F [9], S [6], CC [21], A [81])`: A_iJkL = δ_ik S_JL + F_iM CC_MJNL F_kN, A[27i+9J+3k+L].
 */
export { firstPiolaKirchhoff, mixedTangent, strain } from "./kinematics.gen.js";
