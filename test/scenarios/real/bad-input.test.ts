import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { forward, forwardedTo, openToTheWorld, tagGroup, targetGroupElsewhere, targetGroupNamed } from "./by-hand.ts";
import { releaseOf, startWorld, succeeded } from "./world.ts";

const world = await startWorld();
afterAll(world.stop);
/** Upgraded. */
const web = await world.blueGreen("web");
/** As it stood before Sarcelle. */
const shop = await world.stack("shop");

const release = releaseOf("2");

/** Runs an execution; answers how it ended, the calls of its functions that change anything, and the lock that it left. */
const attempt = async (input: unknown, environment = web, machine = "blue-green") => {
  await world.newCalls();
  const ended = await world.run(input, { machine });
  const mutating = (await world.newCalls()).filter((call) => call.mutating && call.principal?.includes("assumed-role"));
  return { ...ended, changes: mutating.map((call) => call.operation), lock: await world.lock(environment) };
};

const refused = (error: string, cause: unknown) => ({ status: "FAILED", error, cause, changes: [], lock: undefined });

describe("an input that is wrong ends the execution before the first change, with what was found and what was expected", () => {
  const input = { environment: web.name, action: "switch" };
  const inputs: readonly (readonly [what: string, input: unknown, says: string])[] = [
    [
      "is no object",
      "switch web-live",
      '(the whole): found "switch web-live"; expected an object with environment, action and what the action needs',
    ],
    ["is empty", {}, "action: found nothing; expected one of upgrade, deploy, switch, scaledown, release, retire"],
    [
      "has an unknown field",
      { ...input, realease: "2" },
      "(the whole): unknown field realease; expected only environment, requestedBy, caller, reason, override, action, to, strategy",
    ],
    [
      "has an unknown action",
      { ...input, action: "promote" },
      'action: found "promote"; expected one of upgrade, deploy, switch, scaledown, release, retire',
    ],
    [
      "deploys no release",
      { ...input, action: "deploy" },
      "release: Invalid input: expected object, received undefined",
    ],
    [
      "deploys a release without an image",
      { ...input, action: "deploy", release: { ...release, imageId: undefined } },
      "release.imageId: expected an AMI id, or an image, since a release without an image cannot boot",
    ],
  ];
  it.each(inputs.map(([what, wrong, says]) => ({ what, wrong, says })))("one that $what", async ({ wrong, says }) => {
    expect(await attempt(wrong)).toEqual(refused("InvalidInput", `The execution's input is not valid: ${says}.`));
  });

  it("one that names an environment that nobody registered", async () => {
    expect(await attempt({ environment: "web-beta", action: "switch" })).toEqual(
      refused(
        "UnknownEnvironment",
        "No environment 'web-beta' is registered. Register it with 'sarcelle env apply FILE'; 'sarcelle env list' shows those there are.",
      ),
    );
  });

  it("one that deploys an image that does not exist", async () => {
    const imageless = { ...release, imageId: "ami-0123456789abcdef0" };
    expect(await attempt({ environment: web.name, action: "deploy", release: imageless })).toEqual(
      refused(
        "InvalidInput",
        "The release's image ami-0123456789abcdef0 is not found (InvalidAMIID.NotFound); expected an available AMI of this account and region. Correct release.imageId.",
      ),
    );
  });

  it("one of a rollback with an unknown field", async () => {
    expect(await attempt({ environment: web.name, action: "rollback" }, web, "rollback")).toEqual(
      refused(
        "InvalidInput",
        "The rollback's input is not valid: (the whole): unknown field action; expected only environment, deployment, requestedBy, caller, reason.",
      ),
    );
  });
});

describe("an environment that is not as it was registered is left alone", () => {
  it("one whose registration belongs to another account", async () => {
    await world.register({ ...web, account: "999999999999" });
    onTestFinished(() => world.register(web));
    expect(await attempt({ environment: web.name, action: "switch" })).toEqual(
      refused(
        "WrongAccount",
        "Environment 'web-live' belongs to account 999999999999 in eu-west-1, but this runs in account 123456789012 in eu-west-1. Start it there, or register the environment here.",
      ),
    );
  });

  it("one whose registration belongs to another region", async () => {
    await world.register({ ...web, region: "eu-west-3" });
    onTestFinished(() => world.register(web));
    expect(await attempt({ environment: web.name, action: "switch" })).toMatchObject({
      error: "WrongAccount",
      changes: [],
      lock: undefined,
    });
  });

  it("one with a listener that forwards elsewhere", async () => {
    const [listener] = await world.listeners(web);
    const elsewhere = await targetGroupElsewhere(world);
    await forward(world, listener, elsewhere);
    onTestFinished(() => forward(world, listener, forwardedTo(listener)));
    expect(await attempt({ environment: web.name, action: "deploy", release })).toEqual(
      refused(
        "NotAsRegistered",
        `Listener 8080 forwards to ${elsewhere}, which belongs to neither side. Expected one of web-http (blue), web-https (blue), web-http-green (green), web-https-green (green). Point the listener back, or register the environment anew.`,
      ),
    );
  });

  it("one whose listeners forward to different sides", async () => {
    const [listener] = await world.listeners(web);
    const green = await targetGroupNamed(world, "web-http-green");
    await forward(world, listener, green);
    onTestFinished(() => forward(world, listener, forwardedTo(listener)));
    expect(await attempt({ environment: web.name, action: "switch" })).toEqual(
      refused(
        "NotAsRegistered",
        "Production traffic is split: Listener 8080: green 100 %; Listener 8443: blue 100 %. Expected all to forward to one side; run 'sarcelle rollback' or point them to one side.",
      ),
    );
  });

  it("one with an Auto Scaling group that is tagged as another environment's", async () => {
    await tagGroup(world, "web-green", "sarcelle:environment", "search-live");
    onTestFinished(() => tagGroup(world, "web-green", "sarcelle:environment", web.name));
    expect(await attempt({ environment: web.name, action: "scaledown" })).toEqual(
      refused(
        "NotOurs",
        "Auto Scaling group 'web-green' is tagged sarcelle:environment=search-live, expected 'web-live': it is not this environment's to change.",
      ),
    );
  });

  it("one that has no second side yet", async () => {
    expect(await attempt({ environment: shop.name, action: "deploy", release }, shop)).toEqual(
      refused(
        "NotAsRegistered",
        "Auto Scaling group 'shop' has no tag sarcelle:environment, expected 'shop-live': it is not blue-green yet. Run 'sarcelle upgrade shop-live' first.",
      ),
    );
  });
});

describe("an upgrade that would be wrong changes nothing", () => {
  it("one of an environment that is blue-green already", async () => {
    expect(await attempt({ environment: web.name, action: "upgrade" })).toEqual(
      refused(
        "NotAsRegistered",
        "Environment 'web-live' is blue-green already: Auto Scaling group 'web' carries its tags, and nothing of what it registers is missing. Nothing was changed.",
      ),
    );
  });

  it("one whose placeholder ports are open to the world", async () => {
    const { securityGroup, close } = await openToTheWorld(world, "shop-load-balancer", 9082);
    onTestFinished(close);
    expect(await attempt({ environment: shop.name, action: "upgrade" }, shop)).toEqual(
      refused(
        "PlaceholderPortOpen",
        `A placeholder port is open to the world: security group ${securityGroup} (shop-load-balancer) allows tcp port 9082 from 0.0.0.0/0, which includes placeholder port 9082. Expected: reachable from inside only, since it serves whatever side it belongs to, checked or not. Close it, or register other ports. Nothing was changed.`,
      ),
    );
  });

  it("one of a group that is tagged as another environment's", async () => {
    await tagGroup(world, "shop", "sarcelle:environment", "search-live");
    expect(await attempt({ environment: shop.name, action: "upgrade" }, shop)).toEqual(
      refused(
        "NotOurs",
        "Auto Scaling group shop is tagged sarcelle:environment=search-live, so it belongs to environment 'search-live' and not to 'shop-live'. Nothing was changed. Give each environment resources of its own.",
      ),
    );
  });
});

it("after all these refusals the environment takes the next deployment", async () => {
  expect(await world.run({ environment: web.name, action: "scaledown" })).toMatchObject(succeeded);
});
