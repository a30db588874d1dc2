// What a plan holds, whole numbers (lanes.ts) that src/network/layout.ts writes. Sizes first, then places of arrays in doubles.
export const STRAINS: i32 = 0;      // components of strain: 3 in the plane, 6 in space
export const PACKED: i32 = 1;       // components of a symmetric matrix of them: 6 or 21
export const CONSTANT: i32 = 2;     // forms that are linear in strain
export const QUADRATIC: i32 = 3;    // forms that are quadratic in strain; two of the Jacobian follow
export const INPUTS: i32 = 4;       // inputs of the network
export const TERMS: i32 = 5;        // inputs, and terms with constant factors behind them
export const FIRST: i32 = 6;        // neurons of the first layer, a multiple of 4
export const SECOND: i32 = 7;       // of the second
export const MEMBERS: i32 = 8;      // networks of an ensemble
export const WEIGHTS: i32 = 9;      // numbers from one member to the next
export const FORM_AT: i32 = 10;     // shared [forms][strains + strains²]: slope at rest, curvature
export const METRIC_AT: i32 = 11;   // shared [strains]: 1 for normal, 2 for shear components; then [packed] products of two
export const TERM_AT: i32 = 12;     // shared [terms + 1]: first entry of each term; then [entries][5]: form, factors of y, y² and tension, w²
export const WEIGHT_AT: i32 = 13;   // shared [members][weights]: W1, b1, W2, b2, w3, then factors of the terms behind the inputs
export const STRAIN_AT: i32 = 14;   // lanes [strains]
export const FORMS_AT: i32 = 15;    // lanes [forms][1 + strains]: value and slope; then [2][packed]: curvature of the forms of the Jacobian
export const FEATURE_AT: i32 = 16;  // lanes [terms][strains + 2]: slope, value, room; then [terms][packed]: curvature
export const NEURON1_AT: i32 = 17;  // lanes [first][NEURON]
export const NEURON2_AT: i32 = 18;  // lanes [second][NEURON]
export const CHAIN1_AT: i32 = 19;   // lanes [first][strains + 2]
export const CHAIN2_AT: i32 = 20;   // lanes [second][strains + 2]
export const INNER1_AT: i32 = 21;   // lanes [first][strains + 2]
export const INNER2_AT: i32 = 22;   // lanes [second][strains + 2]
export const ANSWER_AT: i32 = 23;   // lanes: W, S [strains], CC [packed], spread
export const SLOPE_AT: i32 = 24;    // lanes [terms]: dW/d(term)
export const STRESS_AT: i32 = 25;   // lanes [members][strains]
export const RESIDUAL_AT: i32 = 26; // lanes [strains][strains] and [strains]: residuals of tangent and stress, weighted
export const TARGET_AT: i32 = 27;   // lanes [pairs][RECORD]: features, then targets S [strains], CC [packed], weight
export const GRADIENT_AT: i32 = 28; // lanes [weights]
export const LOSS_AT: i32 = 29;     // lanes [2]: of the stress, of the tangent
export const BACK_AT: i32 = 30;     // lanes [first][strains + 2]: adjoints of CHAIN1, argument, direction; then [first][strains]: of INNER1
export const OUTPUTS: i32 = 31;     // named outputs beside the energy
export const LEARNERS: i32 = 32;    // networks of each output; their weights follow those of the members
export const REPORT_AT: i32 = 33;   // lanes [outputs][strains + 2]: value, derivative by the strain, how far the networks lie apart

/** Lanes per neuron. */
export const NEURON: i32 = 10;
export const ARGUMENT: i32 = 0;
export const VALUE: i32 = 1;
export const SLOPE: i32 = 2;
export const CURVATURE: i32 = 3;
export const THIRD: i32 = 4;
/** Derivative of y by the value of the neuron (layer 1) or by its argument (layer 2). */
export const ADJOINT: i32 = 5;
/** Derivative along the direction of the residual, and the square of the chain weighted by the residual of the tangent. */
export const ALONG: i32 = 6;
export const SQUARE: i32 = 7;
/** Factor of the square of a chain in the second derivative. */
export const BENDING: i32 = 8;
/** Derivative of y by the argument (layer 1); in the reverse sweep the adjoint of the value. */
export const SENSITIVITY: i32 = 9;
