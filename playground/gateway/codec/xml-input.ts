import { AwsError } from "../../world/aws-error.ts";
import { scalarFrom } from "./scalars.ts";
import type { Member, Shape, Structure } from "./shapes.ts";
import { isScalar } from "./shapes.ts";

interface Node {
  readonly name: string;
  readonly children: Node[];
  text: string;
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return entities[name ?? ""] ?? whole;
  });

const malformed = () =>
  new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );

/** Elements and texts; declarations, comments and attributes say nothing here. */
const parse = (xml: string): Node => {
  const top: Node = { name: "", children: [], text: "" };
  const open = [top];
  for (const [, special, closing, name, empty, text] of xml.matchAll(
    /(<[?!][^>]*>)|<(\/?)([\w:.-]+)(?:\s[^>]*?)?(\/?)>|([^<]+)/g,
  )) {
    const inside = open.at(-1);
    if (special !== undefined || inside === undefined) continue;
    if (text !== undefined) inside.text += unescaped(text);
    else if (closing === "/") {
      if (open.pop()?.name !== name) throw malformed();
    } else {
      const node: Node = { name: name ?? "", children: [], text: "" };
      inside.children.push(node);
      if (empty !== "/") open.push(node);
    }
  }
  const [root] = top.children;
  if (root === undefined || open.length !== 1) throw malformed();
  return root;
};

const readValue = (shape: Shape, node: Node): unknown => {
  if (shape.kind === "structure") return structureOf(shape, node);
  if (shape.kind === "list") return node.children.map((child) => readValue(shape.item.shape, child));
  const value = isScalar(shape) ? scalarFrom(shape, node.text, "date-time") : undefined;
  if (value === undefined) throw malformed();
  return value;
};

const memberOf = ({ shape, xmlName, name, xmlFlattened }: Member, node: Node): unknown => {
  const found = node.children.filter((child) => child.name === (xmlName ?? name));
  const [first] = found;
  if (first === undefined) return undefined;
  return shape.kind === "list" && xmlFlattened
    ? found.map((each) => readValue(shape.item.shape, each))
    : readValue(shape, first);
};

const structureOf = (shape: Structure, node: Node): Readonly<Record<string, unknown>> => {
  const known = new Set(shape.members.map(({ name, xmlName }) => xmlName ?? name));
  if (!node.children.every(({ name }) => known.has(name))) throw malformed();
  const entries = shape.members.map((member) => [member.name, memberOf(member, node)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
};

/** The value of a shape in an XML document, whose root's name says nothing. Throws AwsError `MalformedXML`. */
export const readXml = (shape: Shape, xml: string): unknown => readValue(shape, parse(xml));
