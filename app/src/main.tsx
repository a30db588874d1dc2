/** The page. */
import "@fontsource-variable/inter/wght.css";
import "./style.css";
import { render } from "preact";
import { App } from "./app.js";
import { registerIsolation } from "./host.js";
import { begin } from "./state.js";

registerIsolation();
begin();
const root = document.getElementById("app");
if (root) render(<App />, root);
