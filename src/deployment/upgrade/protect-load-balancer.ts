import type { Change } from "../../changes/change.ts";
import type { Live } from "./live.ts";

/** The change that switches it on where the registration asks for it, and it is off. */
export const protectLoadBalancer = ({ loadBalancer, deletionProtected }: Live): readonly Change[] =>
  deletionProtected === false
    ? [
        {
          resource: { kind: "deletion-protection", id: loadBalancer.LoadBalancerArn ?? "" },
          before: { enabled: false },
          after: { enabled: true },
        },
      ]
    : [];
