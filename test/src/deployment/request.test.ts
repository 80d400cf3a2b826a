import { describe, expect, it } from "vitest";
import { deployedBy, parseRequest } from "../../../src/deployment/request.ts";

const release = { version: "2", commit: "2222222", imageId: "ami-2" };
const web = { environment: "web-live" };
const overrides = {
  InstanceType: "m7g.large",
  KeyName: "ops",
  IamInstanceProfile: { Name: "web" },
  SecurityGroupIds: ["sg-1", "sg-2"],
  EbsOptimized: true,
};

const canary = { type: "canary", percent: 10, wait: 300 };

describe("an execution's input", () => {
  it.each([
    [
      { ...web, action: "upgrade" },
      { ...web, action: "upgrade", requestedBy: "unknown" },
    ],
    [
      { ...web, action: "deploy", release, requestedBy: "ci" },
      { ...web, action: "deploy", release, requestedBy: "ci" },
    ],
    [
      { ...web, action: "switch" },
      { ...web, action: "switch", requestedBy: "unknown" },
    ],
    [
      { ...web, action: "switch", requestedBy: "ann", caller: "arn:aws:iam::123456789012:user/ops/ann" },
      { ...web, action: "switch", requestedBy: "ann", caller: "arn:aws:iam::123456789012:user/ops/ann" },
    ],
    [
      { ...web, action: "switch", override: { reason: "the site is down" } },
      { ...web, action: "switch", override: { reason: "the site is down" }, requestedBy: "unknown" },
    ],
    [
      { ...web, action: "switch", reason: "green has the fix" },
      { ...web, action: "switch", reason: "green has the fix", requestedBy: "unknown" },
    ],
    [
      { ...web, action: "switch", to: "green" },
      { ...web, action: "switch", to: "green", requestedBy: "unknown" },
    ],
    [
      { ...web, action: "scaledown" },
      { ...web, action: "scaledown", requestedBy: "unknown" },
    ],
    [
      { ...web, action: "release", release },
      { ...web, action: "release", release, scaledown: false, requestedBy: "unknown" },
    ],
    [
      { ...web, action: "release", release, scaledown: true },
      { ...web, action: "release", release, scaledown: true, requestedBy: "unknown" },
    ],
    [
      { ...web, action: "release", release, strategy: canary, scaledown: true },
      { ...web, action: "release", release, strategy: canary, scaledown: true, requestedBy: "unknown" },
    ],
    [
      { ...web, action: "switch", strategy: canary },
      { ...web, action: "switch", strategy: canary, requestedBy: "unknown" },
    ],
    [
      { ...web, action: "deploy", release: { version: "2", commit: "2222222", image: { name: "web-2" } } },
      {
        ...web,
        action: "deploy",
        release: { version: "2", commit: "2222222", image: { name: "web-2", owner: "self" } },
        requestedBy: "unknown",
      },
    ],
    // As version 0.1 took them.
    [
      { ...web, action: "release", release, strategy: {} },
      { ...web, action: "release", release, scaledown: false, requestedBy: "unknown" },
    ],
    [
      { ...web, action: "release", release, strategy: { scaledown: true } },
      { ...web, action: "release", release, scaledown: true, requestedBy: "unknown" },
    ],
    [
      { ...web, action: "deploy", release: { ...release, userData: "A=1", overrides } },
      { ...web, action: "deploy", release: { ...release, userData: "A=1", overrides }, requestedBy: "unknown" },
    ],
  ])("%j is answered as it will be run", (input, request) => {
    expect(parseRequest(input)).toEqual(request);
  });

  const refused: readonly (readonly [input: unknown, message: string])[] = [
    [
      { ...web, action: "switch", caller: "ann" },
      "caller: expected the ARN that 'aws sts get-caller-identity' answers",
    ],
    ["switch", '(the whole): found "switch"; expected an object with environment, action and what the action needs'],
    [null, "(the whole): found null; expected an object with environment, action and what the action needs"],
    [{}, "action: found nothing; expected one of upgrade, deploy, switch, scaledown, release, retire"],
    [
      { ...web, action: "promote" },
      'action: found "promote"; expected one of upgrade, deploy, switch, scaledown, release, retire',
    ],
    [{ ...web, action: "switch", to: "red" }, 'to: Invalid option: expected one of "blue"|"green"'],
    [{ action: "switch" }, "environment: Invalid input: expected string, received undefined"],
    [{ environment: "", action: "switch" }, "environment: Too small: expected string to have >=1 characters"],
    [
      { ...web, action: "switch", realease: "2" },
      "(the whole): unknown field realease; expected only environment, requestedBy, caller, reason, override, action, to, strategy",
    ],
    [
      { ...web, action: "switch", release },
      "(the whole): unknown field release; expected only environment, requestedBy, caller, reason, override, action, to, strategy",
    ],
    [{ ...web, action: "deploy" }, "release: Invalid input: expected object, received undefined"],
    [
      { ...web, action: "deploy", release: { ...release, imageId: undefined } },
      "release.imageId: expected an AMI id, or an image, since a release without an image cannot boot",
    ],
    [
      { ...web, action: "deploy", release: { ...release, imageId: "i-1" } },
      "release.imageId: expected an AMI id, such as ami-0abcdef1234567890",
    ],
    [
      { ...web, action: "deploy", release: { ...release, image: { parameter: "/golden/web" } } },
      "release.image: expected imageId or image, and found both",
    ],
    [
      {
        ...web,
        action: "deploy",
        release: { ...release, imageId: undefined, image: { name: "web-1" }, imageFrom: { name: "web-1" } },
      },
      "release.imageFrom: says of imageId where that came from, and there is none",
    ],
    [
      { ...web, action: "deploy", release: { ...release, imageId: undefined, image: "web-1" } },
      "release.image: expected { name, owner? } of an AMI, or { parameter } of the SSM parameter that holds its id",
    ],
    [
      { ...web, action: "deploy", release: { ...release, imageId: undefined, image: { name: "web-*" } } },
      "release.image.name: expected the whole name of an AMI, 3 to 128 letters, digits and ( ) [ ] . / - ' @ _",
    ],
    [
      { ...web, action: "deploy", release: { ...release, commit: "HEAD" } },
      "release.commit: expected a git SHA, 7 to 40 hexadecimal digits",
    ],
    [
      { ...web, action: "deploy", release: { ...release, userData: "x".repeat(16_385) } },
      "release.userData: Too big: expected string to have <=16384 characters",
    ],
    [
      { ...web, action: "deploy", release: { ...release, overrides: { ImageId: "ami-3" } } },
      "release.overrides: unknown field ImageId; expected only InstanceType, KeyName, IamInstanceProfile, SecurityGroupIds, EbsOptimized",
    ],
    [
      {
        ...web,
        action: "deploy",
        release: { ...release, overrides: { InstanceType: "", KeyName: "", SecurityGroupIds: [] } },
      },
      "release.overrides.InstanceType: Too small: expected string to have >=1 characters; release.overrides.KeyName: Too small: expected string to have >=1 characters; release.overrides.SecurityGroupIds: Too small: expected array to have >=1 items",
    ],
    [
      { ...web, action: "deploy", release: { ...release, overrides: { SecurityGroupIds: ["web"] } } },
      'release.overrides.SecurityGroupIds.0: Invalid string: must start with "sg-"',
    ],
    [
      { ...web, action: "release", release, strategy: { canary: 10 } },
      "strategy.type: found type nothing; expected all-at-once, canary, linear or steps",
    ],
    [
      { ...web, action: "deploy", release, strategy: canary },
      "(the whole): unknown field strategy; expected only environment, requestedBy, caller, reason, override, action, release",
    ],
    [
      { ...web, action: "release", release, scaledown: true, strategy: { ...canary, scaledown: true } },
      "strategy: unknown field scaledown; expected only type, percent, wait",
    ],
    [
      { environment: 1, action: "deploy", release: { version: "", commit: "2222222", imageId: "ami-2" } },
      "environment: Invalid input: expected string, received number; put it in quotes; release.version: expected a letter or digit, and then letters, digits, '.', '_', '+' and '-', at most 64",
    ],
    ...["=1+1", "{{ 6 * 7 }}", "1 0", "1\n0", "-1", "1/0", "1\x1b[31m"].map((version): readonly [unknown, string] => [
      { ...web, action: "deploy", release: { ...release, version } },
      "release.version: expected a letter or digit, and then letters, digits, '.', '_', '+' and '-', at most 64",
    ]),
  ];
  it.each(refused.map(([input, message]) => ({ input, message })))("is refused: $message", ({ input, message }) => {
    expect(() => parseRequest(input)).toThrow(
      expect.objectContaining({ name: "InvalidInput", message: `The execution's input is not valid: ${message}.` }),
    );
  });
});

describe("what a stored deployment deploys", () => {
  it("is read again as it was stored, whatever else stands there", () => {
    const stored = { id: "d-1", action: "deploy", requestedBy: "ci", startedAt: 1, release };
    expect(deployedBy(stored)).toEqual({ id: "d-1", action: "deploy", requestedBy: "ci", release });
    expect(deployedBy({ id: "d-2", action: "switch", to: "blue" })).toEqual({
      id: "d-2",
      action: "switch",
      to: "blue",
    });
  });

  it("is read whatever its version is: what began before versions had a pattern can still be undone", () => {
    const old = { ...release, version: "= 1 (of before)" };
    expect(deployedBy({ id: "d-1", release: old }).release).toEqual(old);
  });

  it("is not guessed", () => {
    expect(() => deployedBy({ id: "d-1", release: { ...release, imageId: 7 } })).toThrow(
      expect.objectContaining({
        name: "InvalidInput",
        message: expect.stringMatching(/^The stored deployment cannot be read: release\.imageId: /),
      }),
    );
  });
});
