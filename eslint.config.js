import tseslint from "typescript-eslint";

/** Functions that engines may round differently: nothing on the way to a result uses them (src/core/math.gen.ts does it instead). */
const inexactMath = ["exp", "expm1", "log", "log1p", "log2", "log10", "pow", "sin", "cos", "tan", "asin", "acos", "atan", "atan2",
  "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "cbrt", "hypot"];

/** Their numbers are shown to people and reach no result. */
const presentation = ["src/study/report*.ts", "src/study/report/**", "src/cli/**", "src/mesh/quality.ts"];

const reproducibleMath = {
  "no-restricted-properties": ["error", ...inexactMath.map((property) => ({
    object: "Math", property, message: "Engines round it differently; use core/math.gen.ts so that results are the same bits everywhere.",
  }))],
  "no-restricted-syntax": ["error",
    {
      selector: "BinaryExpression[operator='**']:not([left.type='Literal'][right.type='Literal']):not([left.bigint])",
      message: "Engines round ** differently; multiply, or use core/math.gen.ts.",
    },
    { selector: "AssignmentExpression[operator='**=']", message: "Engines round ** differently; multiply, or use core/math.gen.ts." },
    { selector: "VariableDeclarator[init.name='Math']", message: "Name the function where it is used, so that the rule on Math can see it." },
  ],
};

export default tseslint.config(
  { ignores: ["dist/", "dist-check/", "assembly/", "**/*.gen.*", "results/", "**/results/", ".cache/", "coverage/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  tseslint.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    languageOptions: { parserOptions: { project: ["./tsconfig.json", "./app/tsconfig.json"], tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/only-throw-error": "error",
      eqeqeq: "error",
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
    },
  },
  { files: ["src/**/*.ts"], rules: { "max-lines": ["error", 400], ...reproducibleMath } },
  { files: ["app/**"], rules: { "max-lines": ["error", 400] } },
  { files: presentation, rules: { "no-restricted-properties": "off", "no-restricted-syntax": "off" } },
  {
    files: ["tools/**", "test/**", "bench/**", "examples/**"],
    rules: { "max-lines-per-function": "off", "no-console": "off", "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }] },
  },
  { files: ["**/*.d.ts"], rules: { "@typescript-eslint/consistent-type-imports": "off" } },
);
