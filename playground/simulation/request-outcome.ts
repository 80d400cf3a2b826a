/** How a request of a client ended. */
export interface RequestOutcome {
  readonly status: number;
  readonly version?: string;
  readonly instance?: string;
  readonly body: string;
  /** `Set-Cookie` values, of the target and of the load balancer; missing where there are none. */
  readonly cookies?: readonly string[];
}
