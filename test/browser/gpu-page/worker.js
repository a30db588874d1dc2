import { solve } from "./solve.js";

self.onmessage = ({ data }) => {
  solve(data).then((answer) => self.postMessage({ answer }), (error) => self.postMessage({ error: String(error) }));
};
