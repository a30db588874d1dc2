declare module "comlink/dist/esm/node-adapter.mjs" {
  export default function nodeEndpoint(worker: unknown): import("comlink").Endpoint;
}
