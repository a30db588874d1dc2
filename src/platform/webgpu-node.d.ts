/** The npm package webgpu (Dawn for Node) ships no types. */
declare module "webgpu" {
  export function create(options: readonly string[]): GPU;
  export const globals: Readonly<Record<string, unknown>>;
}
