/** A load balancer that the registration has protected from being deleted: a change of the upgrade like any other. */
import type { DescribeLoadBalancersCommandOutput } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, inject, it, onTestFinished } from "vitest";
import { environment, stack, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { registering } from "./registering.ts";
import { says } from "./typing.ts";

it("is protected by the next upgrade, not before and not twice; the undo takes it off, and a retirement leaves it on", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  const elb = (operation: string, input: object) => simulation.operate("elasticloadbalancing", operation, input);
  const found = (await elb("DescribeLoadBalancers", { Names: [stack] })) as DescribeLoadBalancersCommandOutput;
  const LoadBalancerArn = found.LoadBalancers?.[0]?.LoadBalancerArn ?? "";
  const attribute = async () => {
    const { Attributes } = (await elb("DescribeLoadBalancerAttributes", { LoadBalancerArn })) as {
      readonly Attributes?: readonly { readonly Key: string; readonly Value: string }[];
    };
    return Attributes?.find(({ Key }) => Key === "deletion_protection.enabled")?.Value;
  };
  const planOf = (action: string) => says(simulation, "plan", environment, action);

  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  expect(await attribute()).toBe("false");
  await registering(sarcelle, () => ({ deletionProtection: true }));
  expect(await planOf("upgrade")).toContain(`~ deletion-protection ${LoadBalancerArn}\n    enabled: false → true\n`);
  await sarcelle.deploy({ action: "upgrade" }, "protect");
  expect(await attribute()).toBe("true");
  await expect(elb("DeleteLoadBalancer", { LoadBalancerArn })).rejects.toMatchObject({
    name: "OperationNotPermittedException",
  });
  const changes = (await sarcelle.journals()).at(-1)?.entries.map(({ change, step }) => [change.resource.kind, step]);
  expect(changes).toEqual([["deletion-protection", "OpenPlaceholders"]]);

  expect(await sarcelle.ended(await sarcelle.start({}, "undo", "rollback"))).toMatchObject({ error: "RolledBack" });
  expect(await attribute()).toBe("false");
  await sarcelle.deploy({ action: "upgrade" }, "protect-again");
  expect(await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "nothing-to-do"))).toMatchObject({
    error: "NotAsRegistered",
    cause: expect.stringContaining("nothing of what it registers is missing"),
  });
  expect(await planOf("retire")).toContain("Load balancer 'web' stays protected from being deleted.");
  await sarcelle.deploy({ action: "retire" }, "retire");
  expect(await attribute()).toBe("true");
  expect(simulation.traffic().failed).toBe(0);
});
