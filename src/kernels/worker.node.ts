/** Worker entry in Node. */
import { parentPort } from "node:worker_threads";
import { expose } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { createWorkerApi } from "./worker.js";

expose(createWorkerApi(), nodeEndpoint(parentPort));
