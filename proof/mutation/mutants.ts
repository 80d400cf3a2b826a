import { parseAst } from "vitest/node";

/** One small change to a source file that a test should notice. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** The text between these offsets becomes `text`. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What stood there, and what stands there instead, on one line. */
  readonly change: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}
type Edit = readonly [Node | { readonly start: number; readonly end: number }, string];

const operators: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "&&": "||",
  "||": "&&",
};
const methods: Readonly<Record<string, string>> = {
  some: "every",
  every: "some",
  min: "max",
  max: "min",
  startsWith: "endsWith",
  endsWith: "startsWith",
};
/** Calls of which only the object stays: the list as it was. */
const dropped = ["filter", "toReversed", "toSorted", "slice"];
const statuses = ["status", "verdict", "outcome"];

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";
const isText = (node: unknown): node is Node =>
  isNode(node) && ((node.type === "Literal" && typeof node.value === "string") || node.type === "TemplateLiteral");

/** The mutations of one node itself; those of its parts are theirs. */
const editsOf = (node: Node, source: string): readonly Edit[] => {
  const of = (part: unknown) => (isNode(part) ? source.slice(part.start, part.end) : "");
  const { left, right, operator, test, callee, object, property, argument } = node as Record<string, Node | undefined>;
  const infix = (to: string): Edit => [
    { start: left?.end ?? 0, end: right?.start ?? 0 },
    source.slice(left?.end, right?.start).replace(String(operator), to),
  ];
  // `!x` loses its sign by itself.
  const negated: readonly Edit[] = test?.operator === "!" ? [] : [[test as Node, `!(${of(test)})`]];
  switch (node.type) {
    case "IfStatement":
      return [...negated, ...(node.alternate ? [] : [[node, "{}"] as const])];
    case "ConditionalExpression":
      return negated;
    case "BinaryExpression": {
      const to = operators[String(operator)];
      const emptied = ["===", "!=="].includes(String(operator))
        ? [left, right].filter(isText).map((text): Edit => [text, '""'])
        : [];
      const sum: readonly Edit[] = String(operator) === "+" && ![left, right].some(isText) ? [infix("-")] : [];
      return [...(to === undefined ? [] : [infix(to)]), ...emptied, ...sum];
    }
    case "LogicalExpression":
      return String(operator) === "??"
        ? [
            [node, `(${of(left)})`],
            [node, `(${of(right)})`],
          ]
        : [infix(operators[String(operator)] ?? "")];
    case "UnaryExpression":
      return String(operator) === "!" ? [[node, `(${of(argument)})`]] : [];
    case "Literal":
      return typeof node.value === "boolean" ? [[node, String(!node.value)]] : [];
    case "Property":
      return isText(node.value) && statuses.includes(of(node.key)) ? [[node.value, '""']] : [];
    case "ExpressionStatement":
      return [[node, ";"]];
    case "CallExpression": {
      const name = callee?.type === "MemberExpression" ? of(callee.property) : "";
      if (dropped.includes(name)) return [[node, `(${of(callee?.object)})`]];
      const to = methods[name];
      return to === undefined ? [] : [[callee?.property as Node, to]];
    }
    case "MemberExpression":
      if (node.optional !== true) return [];
      return [
        [
          { start: object?.end ?? 0, end: property?.start ?? 0 },
          source.slice(object?.end, property?.start).replace(node.computed === true ? "?." : "?", ""),
        ],
      ];
    default:
      return [];
  }
};

/** Types vanish before the code runs; only what is written around a value is looked into. */
const isType = ({ type }: Node) => type.startsWith("TS") && !/^TS(As|Satisfies|NonNull)Expression$/.test(type);

const nodesOf = (value: unknown): readonly Node[] => {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (!isNode(value) || isType(value) || value.type === "ImportDeclaration") return [];
  return [value, ...Object.values(value).flatMap(nodesOf)];
};

const oneLine = (text: string) => {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 90 ? `${line.slice(0, 87)}...` : line;
};

/** Every mutant of a file, in the order of its lines. */
export const mutantsOf = (file: string, source: string): readonly Mutant[] =>
  nodesOf(parseAst(source, { lang: "ts" }))
    .flatMap((node) => editsOf(node, source).map((edit) => ({ node, edit })))
    .map(({ node, edit: [{ start, end }, text] }): Mutant => {
      const whole = (middle: string) => source.slice(node.start, start) + middle + source.slice(end, node.end);
      const [before, after] = [source.slice(node.start, node.end), start < node.start ? text : whole(text)];
      return {
        file,
        line: source.slice(0, start).split("\n").length,
        start,
        end,
        text,
        change: `${oneLine(before)}  →  ${oneLine(after)}`,
      };
    })
    .filter((mutant) => mutated(source, mutant) !== source)
    .toSorted((a, b) => a.start - b.start);

/** The source with the mutant in its place. */
export const mutated = (source: string, { start, end, text }: Mutant): string =>
  source.slice(0, start) + text + source.slice(end);
