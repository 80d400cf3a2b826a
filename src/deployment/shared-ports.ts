import { InvalidInput } from "../errors.ts";
import { type AnyEnvironment, placeholderPorts, type Side } from "./environment.ts";

interface Registered extends Pick<AnyEnvironment, "name" | "account" | "region" | "loadBalancer"> {
  /** Without placeholders where there is one side. */
  readonly listeners: readonly { readonly port: number; readonly placeholders?: Record<Side, number> | undefined }[];
}

const production = ({ listeners }: Registered): readonly number[] => listeners.map(({ port }) => port);

const onSameLoadBalancer = (a: Registered, b: Registered): boolean =>
  a.account === b.account && a.region === b.region && a.loadBalancer === b.loadBalancer;

/**
 * Throws `InvalidInput` if another environment on the same load balancer has one of the placeholder ports, as its own or as one on which it
 * serves: a port has one listener. To serve on one port is no harm: rules of one listener may serve several environments.
 */
export const refuseSharedPorts = (environment: Registered, registered: readonly Registered[]): void => {
  const neighbours = registered.filter(
    (each) => each.name !== environment.name && onSameLoadBalancer(each, environment),
  );
  const clashes = neighbours.flatMap((other) => {
    const own = [
      ...placeholderPorts(environment).filter((port) =>
        [...placeholderPorts(other), ...production(other)].includes(port),
      ),
      ...production(environment).filter((port) => placeholderPorts(other).includes(port)),
    ];
    return [...new Set(own)].map((port) => `port ${port} is registered by '${other.name}'`);
  });
  if (clashes.length > 0)
    throw new InvalidInput(
      `Environment '${environment.name}' cannot have its placeholder ports on load balancer '${environment.loadBalancer}': ${clashes.join(", ")}. A port has one listener. Register other placeholder ports.`,
    );
};
