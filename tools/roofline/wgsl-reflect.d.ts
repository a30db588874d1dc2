/** The ES module of the package, which its own `main` hides from Node. */
declare module "wgsl_reflect/wgsl_reflect.module.js" {
  export * from "wgsl_reflect";
}
