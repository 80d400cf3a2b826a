/** What cannot be done is refused before the first change, by the first state and by a plan alike. */
import { expect, inject, it, onTestFinished } from "vitest";
import { run } from "../../command/run.ts";
import { environment, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const inSarcelle = async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  onTestFinished(sarcelle.simulation.stop);
  return sarcelle;
};

it("an upgrade for whose placeholder listeners the load balancer has no room", async () => {
  const { simulation, ...sarcelle } = await inSarcelle();
  const { LoadBalancers } = (await simulation.operate("elasticloadbalancing", "DescribeLoadBalancers", {
    Names: ["web"],
  })) as { readonly LoadBalancers: readonly { readonly LoadBalancerArn: string }[] };
  for (let port = 20_000; port < 20_046; port++)
    await simulation.operate("elasticloadbalancing", "CreateListener", {
      LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
      Protocol: "HTTP",
      Port: port,
      DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
    });
  await simulation.advance(5_000);
  const why =
    "Load balancer 'web' has 48 of at most 50 listeners, and the upgrade makes 4 more. Have the quota raised, or delete what nobody needs. Nothing was changed.";
  const planned = simulation.asOperator(() => run(["plan", environment, "upgrade"]));
  await expect(planned).rejects.toThrow(expect.objectContaining({ name: "BeyondLimit", message: why }));
  const refused = await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "upgrade"));
  expect(refused).toMatchObject({ error: "BeyondLimit", cause: why });
  expect(await sarcelle.lock()).toBeUndefined();
});

it("a release whose image is for another architecture than the instance type", async () => {
  const { simulation: _, ...sarcelle } = await inSarcelle();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const release = { ...sampleRelease("2"), imageId: "ami-00000000000000009" };
  const refused = await sarcelle.ended(await sarcelle.start({ action: "deploy", release }, "deploy"));
  expect(refused).toMatchObject({
    error: "InvalidInput",
    cause:
      "The release's image ami-00000000000000009 is for x86_64, and t4g.small is arm64. Correct release.imageId, or the instance type. Nothing was changed.",
  });
  expect(await sarcelle.lock()).toBeUndefined();
});
