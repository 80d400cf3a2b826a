/** Which page an address is of. */

export interface PageAddress {
  readonly environment: string | null;
  readonly deployment: string | null;
}

/** `/`, `/ENV` and `/ENV/d/ID`. */
export const addressOf = (path: string): PageAddress => {
  const [environment = "", d, deployment = ""] = path.split("/").filter(Boolean).map(decodeURIComponent);
  return {
    environment: environment === "" ? null : environment,
    deployment: d === "d" && deployment !== "" ? deployment : null,
  };
};

/** The address of an environment, or of one of its deployments. */
export const pathTo = (environment: string, deployment?: string): string =>
  `/${encodeURIComponent(environment)}${deployment === undefined ? "" : `/d/${encodeURIComponent(deployment)}`}`;
