import { NotEmulated } from "../../world/aws-error.ts";
import type { HttpRequest } from "../http.ts";
import type { OperationShape, Structure } from "./shapes.ts";

/** The route of one operation, read from its path template: `/2015-03-31/functions/{FunctionName}/policy?tagged=true`. */
interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  readonly labels: readonly string[];
  /** Query parameters that the template fixes. */
  readonly query: readonly string[];
  /** Of operations that share a path: query parameters and headers, by lower-case name, that each request of this one has. */
  readonly needed: { readonly query: readonly string[]; readonly headers: readonly string[] };
}

/** A request that an operation's route matches. */
export interface Routed {
  readonly operation: string;
  /** What stands in the path, by label. */
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

const routeOf = ({ name, http, input }: OperationShape): Route => {
  if (http === undefined) throw new Error(`The model gives the operation '${name}' no path.`);
  const [method, template] = http;
  const [path = "", query] = template.split("?");
  const fixed = new URLSearchParams(query);
  // The SDKs repeat the operation's name here; who writes a request by hand does not.
  const isShared = fixed.has("x-id");
  fixed.delete("x-id");
  const required = input.members.filter((member) => isShared && member.required);
  const labels: string[] = [];
  const pattern = path.replace(/\/$/, "").replace(/\{([^}+]+)(\+?)\}/g, (_, label: string, greedy: string) => {
    labels.push(label);
    return greedy === "" ? "([^/]+)" : "(.+)";
  });
  return {
    operation: name,
    method,
    path: RegExp(`^${pattern}/?$`),
    labels,
    query: [...fixed.keys()],
    needed: {
      query: required.flatMap(({ httpQuery }) => httpQuery ?? []),
      headers: required.flatMap(({ httpHeader }) => httpHeader?.toLowerCase() ?? []),
    },
  };
};

/** A part of a path as it is meant; one that is badly escaped stands for itself, and matches no name. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** How much a request says that takes a route, beside its path. */
const weight = ({ query, needed }: Route): number => query.length + needed.query.length + needed.headers.length;

const isAskedFor = ({ query, needed }: Route, given: URLSearchParams, { headers }: HttpRequest): boolean =>
  [...query, ...needed.query].every((name) => given.has(name)) && needed.headers.every((name) => name in headers);

/** Finds the operation that a REST request calls. */
export const createRouter = (operations: readonly OperationShape[]) => {
  // The most literal route first, so that a label never swallows a word of a longer template.
  const routes = operations.map(routeOf).sort((a, b) => a.labels.length - b.labels.length || weight(b) - weight(a));

  return (request: HttpRequest): Routed | undefined => {
    const [path = "", search] = request.path.split("?");
    const searchParams = new URLSearchParams(search);
    for (const route of routes) {
      const match = route.method === request.method ? route.path.exec(path) : null;
      if (match === null || !isAskedFor(route, searchParams, request)) continue;
      const query = new URLSearchParams(searchParams);
      for (const name of route.query) query.delete(name);
      query.delete("x-id");
      const labels = route.labels.map((label, index) => [label, decoded(match[index + 1] ?? "")] as const);
      return { operation: route.operation, labels: Object.fromEntries(labels), query };
    }
    return undefined;
  };
};

/** The route that a request to an operation took. Throws NotEmulated, by name, for a query parameter that AWS's model has not. */
export const routedTo = (
  operation: string,
  input: Structure,
  routed: Routed | undefined,
  { method, path }: HttpRequest,
): Routed => {
  if (routed === undefined) throw new Error(`No operation has the path ${method} ${path}.`);
  const unknown = [...routed.query.keys()].find((name) => !input.members.some((member) => member.httpQuery === name));
  if (unknown === undefined) return routed;
  throw new NotEmulated(`the parameter '${unknown}' of ${operation} (AWS's model has no such member)`);
};
