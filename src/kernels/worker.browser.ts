/** Worker entry in a browser. */
import { expose } from "comlink";
import { createWorkerApi } from "./worker.js";

expose(createWorkerApi());
