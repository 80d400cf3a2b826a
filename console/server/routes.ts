/** What the server answers beside the page and its events: routes as values. */

export interface RouteRequest {
  /** What stands in the path where the route has `<name>`. */
  readonly params: Readonly<Record<string, string>>;
  /** The JSON body; undefined of what has none. */
  readonly body: unknown;
}

export interface RouteAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** By method and path: `POST /actions/plan`, `DELETE /playground/faults/<id>`. */
export type Routes = Readonly<Record<string, (request: RouteRequest) => Promise<RouteAnswer>>>;

/** An answer that says why not, for a person. */
export const refusal = (status: number, error: string, says: string): RouteAnswer => ({
  status,
  body: { error, says },
});

const patternOf = (route: string): RegExp => {
  const escaped = route.replace(/[.+*?^${}()|[\]\\]/g, "\\$&");
  return RegExp(`^${escaped.replace(/<(\w+)>/g, "(?<$1>[^/]+)")}$`);
};

/** Finds the route of a request, with what stands in its path; undefined if there is none. */
export const routed = (routes: Routes) => {
  const table = Object.entries(routes).map(([route, handler]) => ({ pattern: patternOf(route), handler }));
  return (method: string, path: string) => {
    for (const { pattern, handler } of table) {
      const found = pattern.exec(`${method} ${path}`);
      if (found === null) continue;
      const params: Record<string, string> = {};
      for (const [name, text] of Object.entries(found.groups ?? {})) params[name] = decodeURIComponent(text);
      return { handler, params };
    }
    return undefined;
  };
};
