/** What application load balancers speak, request by request. */
export type RequestProtocol = "HTTP" | "HTTPS";

/** What network load balancers pass on, connection by connection. */
export type FlowProtocol = "TCP" | "TLS";

/** Those that are emulated. */
export type Protocol = RequestProtocol | FlowProtocol;

/** "The GENEVE, TLS, UDP, and TCP_UDP protocols are not supported for health checks." */
export type HealthCheckProtocol = RequestProtocol | "TCP";

/** Whether connections of the protocol are passed on, as network load balancers do, and not requests. */
export const isFlowProtocol = (protocol: string): protocol is FlowProtocol => protocol === "TCP" || protocol === "TLS";
