import type { AwsError } from "../../world/aws-error.ts";
import { NotEmulated } from "../../world/aws-error.ts";
import { signsUrl, urlParameters } from "../credential-scope.ts";
import type { HttpRequest } from "../http.ts";
import { scalarFrom } from "./scalars.ts";
import { type Dictionary, isScalar, type List, type Member, type Scalar, type Structure } from "./shapes.ts";

/** Where the two query protocols differ in a request. */
export interface QueryDialect {
  /** The member's name in a key. */
  keyOf(member: Member): string;
  /** Whether a list's items stand under the list's own key (`Key.1`) or under one more (`Key.member.1`). */
  isFlat(list: Member): boolean;
  malformed(key: string, text: string, kind: Scalar["kind"]): AwsError;
}

/** What a form holds under one key: its own text, and what is under longer keys. */
interface Node {
  text: string | undefined;
  readonly children: Map<string, Node>;
}

const emptyNode = (): Node => ({ text: undefined, children: new Map() });

const under = (path: string, key: string) => (path === "" ? key : `${path}.${key}`);

/** What a request says, in its URL or in its body. AWS takes either: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html */
const parametersOf = (request: HttpRequest): readonly (readonly [key: string, value: string])[] => [
  ...[...urlParameters(request)].filter(([key]) => !signsUrl(key)),
  ...new URLSearchParams(new TextDecoder().decode(request.body)),
];

/** `A.b.1.c=v` as nested nodes. */
export const parseQuery = (request: HttpRequest): Node => {
  const root = emptyNode();
  for (const [key, value] of parametersOf(request)) {
    let node = root;
    for (const step of key.split(".")) {
      const next = node.children.get(step) ?? emptyNode();
      node.children.set(step, next);
      node = next;
    }
    node.text = value;
  }
  return root;
};

/** The action that a query request calls. */
export const actionOf = (request: HttpRequest): string => parseQuery(request).children.get("Action")?.text ?? "";

type Refuse = (node: Node, path: string) => never;

/** Refuses the first key at or below a node, by name. */
const refusing = (operation: string): Refuse => {
  const refuse: Refuse = (node, path) => {
    const [key, child] = [...node.children][0] ?? [];
    if (key !== undefined && child !== undefined) return refuse(child, under(path, key));
    throw new NotEmulated(`the parameter '${path}' of ${operation} (AWS's model has no such member)`);
  };
  return refuse;
};

/** The nodes `1`, `2`, … in their order. */
const numbered = (refuse: Refuse, node: Node, path: string) =>
  [...node.children]
    .map(([key, child]) => (/^\d+$/.test(key) ? { index: Number(key), child } : refuse(child, under(path, key))))
    .sort((a, b) => a.index - b.index)
    .map(({ index, child }) => ({ path: `${path}.${index}`, child }));

/** The node that holds the numbered items: this one, or the one named `wrapper` below it. */
const holder = (refuse: Refuse, node: Node, path: string, wrapper: string | undefined) => {
  if (wrapper === undefined) return { node, path };
  for (const [key, child] of node.children) if (key !== wrapper) refuse(child, under(path, key));
  return { node: node.children.get(wrapper) ?? emptyNode(), path: `${path}.${wrapper}` };
};

/** Reads an operation's input. A key that the model does not know is refused by name. */
export const readQuery = (dialect: QueryDialect, operation: string, input: Structure, request: HttpRequest) => {
  const root = parseQuery(request);
  root.children.delete("Action");
  root.children.delete("Version");

  const refuse = refusing(operation);

  const readStructure = (shape: Structure, node: Node, path: string) => {
    const members = new Map(shape.members.map((member) => [dialect.keyOf(member), member]));
    const result: Record<string, unknown> = {};
    for (const [key, child] of node.children) {
      const member = members.get(key);
      if (member === undefined) return refuse(child, under(path, key));
      result[member.name] = readMember(member, child, under(path, key));
    }
    return result;
  };

  const readList = (member: Member, shape: List, node: Node, path: string) => {
    const wrapper = dialect.isFlat(member) ? undefined : (shape.item.xmlName ?? "member");
    const held = holder(refuse, node, path, wrapper);
    return numbered(refuse, held.node, held.path).map((item) => readMember(shape.item, item.child, item.path));
  };

  const readMap = (member: Member, shape: Dictionary, node: Node, path: string) => {
    const held = holder(refuse, node, path, member.xmlFlattened ? undefined : "entry");
    const [keyName, valueName] = [shape.key.xmlName ?? "key", shape.value.xmlName ?? "value"];
    return Object.fromEntries(
      numbered(refuse, held.node, held.path).map(({ child, path: at }) => {
        for (const [key, other] of child.children)
          if (key !== keyName && key !== valueName) refuse(other, under(at, key));
        const value = child.children.get(valueName) ?? emptyNode();
        return [child.children.get(keyName)?.text ?? "", readMember(shape.value, value, under(at, valueName))];
      }),
    );
  };

  const readMember = (member: Member, node: Node, path: string): unknown => {
    const { shape } = member;
    // `Key=` alone is an empty list, structure or map.
    if (!isScalar(shape) && node.text !== undefined && node.text !== "") return refuse(emptyNode(), path);
    if (shape.kind === "structure") return readStructure(shape, node, path);
    if (shape.kind === "list") return readList(member, shape, node, path);
    if (shape.kind === "map") return readMap(member, shape, node, path);
    if (node.children.size > 0) return refuse(node, path);
    const text = node.text ?? "";
    const value = scalarFrom(shape, text, "date-time");
    if (value === undefined) throw dialect.malformed(path, text, shape.kind);
    return value;
  };

  return readStructure(input, root, "");
};
