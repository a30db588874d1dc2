export { hartley } from "./hartley";
