/** All elements by type. */
import type { ElementType, FaceType } from "../mesh/topology.js";
import type { Element } from "./element.js";
import { hex20 } from "./hex20.js";
import { hex8 } from "./hex8.js";
import { line2 } from "./line2.js";
import { line3 } from "./line3.js";
import { quad4 } from "./quad4.js";
import { quad8 } from "./quad8.js";
import { tet10 } from "./tet10.js";
import { tet4 } from "./tet4.js";
import { tri3 } from "./tri3.js";
import { tri6 } from "./tri6.js";

/** Elements of cells and of faces by type. */
export const elements: Readonly<Record<ElementType | FaceType, Element>> = {
  line2, line3, tri3, tri6, quad4, quad8, tet4, tet10, hex8, hex20,
};

/** The element of a cell or face type. */
export function elementOf(type: ElementType | FaceType): Element {
  return elements[type];
}
