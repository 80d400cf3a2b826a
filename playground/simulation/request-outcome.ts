/** How a request of a client ended. */
export interface RequestOutcome {
  readonly status: number;
  readonly version?: string;
  readonly instance?: string;
  readonly body: string;
  /** `Set-Cookie` values of the load balancer's own; missing where it sets none. */
  readonly cookies?: readonly string[];
}
