/** The trafficProtocols of listeners and target groups, as the API's model lists them. */
export const trafficProtocols = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"];
