/** What the style rules need to know of the repository's source files. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAst } from "vitest/node";

export interface NamedFunction {
  readonly name: string;
  /** From its first line to its last, what is inside it included. */
  readonly lines: number;
}

export interface Exported {
  readonly name: string;
  readonly isFunction: boolean;
  /** The text of the comment right before it; undefined if there is none. */
  readonly doc: string | undefined;
}

export interface SourceFile {
  readonly path: string;
  readonly lines: number;
  readonly functions: readonly NamedFunction[];
  readonly exports: readonly Exported[];
  /** What it imports of the repository by a path, types included. */
  readonly imports: readonly string[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const functionTypes = ["ArrowFunctionExpression", "FunctionExpression", "FunctionDeclaration"];

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

const nameOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined;
  if (node.type === "Identifier") return String(node.name);
  return node.type === "Literal" ? String(node.value) : undefined;
};

/** Every function under a node, by the name of what holds it. */
const functionsUnder = (node: Node, holder: string, lineOf: (offset: number) => number): readonly NamedFunction[] => {
  const name = nameOf(node.id) ?? (["Property", "MethodDefinition"].includes(node.type) ? nameOf(node.key) : undefined);
  const here = name ?? holder;
  const own = functionTypes.includes(node.type)
    ? [{ name: here, lines: lineOf(node.end) - lineOf(node.start) + 1 }]
    : [];
  const parts = Object.values(node).flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
  return [...own, ...parts.filter(isNode).flatMap((part) => functionsUnder(part, here, lineOf))];
};

/** The comment that ends right where a statement begins. */
const docBefore = (text: string, start: number): string | undefined =>
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/
    .exec(text.slice(0, start))?.[1]
    ?.replace(/^\s*\*/gm, "")
    .trim();

const exportsOf = (program: Node, text: string): readonly Exported[] =>
  (program.body as readonly Node[]).flatMap((statement): readonly Exported[] => {
    if (statement.type !== "ExportNamedDeclaration" || !isNode(statement.declaration)) return [];
    const doc = docBefore(text, statement.start);
    const { declaration } = statement;
    if (declaration.type !== "VariableDeclaration")
      return [{ name: nameOf(declaration.id) ?? "", isFunction: functionTypes.includes(declaration.type), doc }];
    return (declaration.declarations as readonly Node[]).flatMap(({ id, init }) => {
      const name = nameOf(id);
      const isFunction = isNode(init) && functionTypes.includes(init.type);
      return name === undefined ? [] : [{ name, isFunction, doc }];
    });
  });

const importsOf = (program: Node, path: string): readonly string[] =>
  (program.body as readonly Node[]).flatMap(({ source }) => {
    const specifier = isNode(source) ? String(source.value) : "";
    return specifier.startsWith(".") ? [normalize(join(dirname(path), specifier))] : [];
  });

/** Parses one file. */
export const sourceFile = (path: string, text: string): SourceFile => {
  const program = parseAst(text, { lang: path.endsWith("x") ? "tsx" : "ts" }) as unknown as Node;
  const starts = [...text.matchAll(/\n/g)].map(({ index }) => index);
  const lineOf = (offset: number) => starts.filter((start) => start < offset).length + 1;
  return {
    path,
    lines: text.split("\n").length - 1,
    functions: functionsUnder(program, "(the file)", lineOf),
    exports: exportsOf(program, text),
    imports: importsOf(program, path),
  };
};

/** Every TypeScript file of the repository that git knows or would take. */
export const sourceFiles = (): readonly SourceFile[] =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx"], {
    cwd: root,
    encoding: "utf8",
  })
    .trim()
    .split("\n")
    .filter((path) => existsSync(join(root, path)) && !path.includes("/fixtures/"))
    .map((path) => sourceFile(path, readFileSync(join(root, path), "utf8")));
