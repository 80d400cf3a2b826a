import { AwsError } from "../world/aws-error.ts";
import { parseJson } from "./codec/json-values.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";

export interface AdminRequest {
  /** What stands in the path where the route has `<name>`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The JSON body; `{}` if there is none. */
  readonly body: unknown;
}

/** Answers with a value that becomes the JSON answer. An AwsError becomes an error with its status. */
export type AdminHandler = (request: AdminRequest) => unknown;

/** By method and path under `/_playground/`: `"GET calls"`, `"POST stacks/<name>"`. */
export type AdminRoutes = Readonly<Record<string, AdminHandler>>;

/** The admin API over a table of routes. */
export const createAdmin = (routes: AdminRoutes) => {
  const table = Object.entries(routes).map(([route, handler]) => ({ route, pattern: patternOf(route), handler }));

  const find = ({ method, path }: HttpRequest) => {
    const url = new URL(path, "http://localhost");
    const asked = `${method} ${url.pathname.replace("/_playground/", "")}`;
    for (const { pattern, handler } of table) {
      const match = pattern.exec(asked);
      if (match === null) continue;
      const params = Object.entries(match.groups ?? {}).map(([name, text]) => [name, decoded(text)]);
      return { handler, params: Object.fromEntries(params), query: Object.fromEntries(url.searchParams) };
    }
    const known = table.map(({ route }) => route).join(", ");
    throw new AwsError("NotFound", `There is no '${asked}' under /_playground/. There are: ${known}.`, { status: 404 });
  };

  return async (request: HttpRequest): Promise<HttpResponse> => {
    try {
      const { handler, params, query } = find(request);
      return json(200, (await handler({ params, query, body: parseJson(request.body) })) ?? {});
    } catch (error) {
      if (error instanceof AwsError) return json(error.status, { error: error.name, message: error.message });
      return json(500, { error: "InternalFailure", message: String(error) });
    }
  };
};

/** A part of a path as it was meant; throws an AwsError for percent signs that are none of an encoding. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError("ValidationException", `'${text}' is not percent-encoded as a path has to be.`);
  }
};

const patternOf = (route: string) => {
  const escaped = route.replace(/[.+*?^${}()|[\]\\]/g, "\\$&");
  return RegExp(`^${escaped.replace(/<(\w+)>/g, "(?<$1>[^/]+)")}$`);
};

const json = (status: number, value: unknown): HttpResponse => ({
  status,
  headers: { "content-type": "application/json" },
  body: Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`),
});
