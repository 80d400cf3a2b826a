import { describe, expect, it } from "vitest";
import { greenTags, markAsBlue } from "../../../../src/deployment/upgrade/ownership.ts";
import { NotOurs } from "../../../../src/errors.ts";

describe("what stands is marked as the blue side", () => {
  it("with the tags that it had of ours before, so that they come back with the undo", () => {
    expect(
      markAsBlue("group web", "autoscaling:web", { team: "a", "sarcelle:environment": "web-live" }, "web-live"),
    ).toEqual({
      resource: { kind: "tags", id: "autoscaling:web" },
      before: { "sarcelle:environment": "web-live", "sarcelle:side": null },
      after: { "sarcelle:environment": "web-live", "sarcelle:side": "blue" },
    });
  });

  it("unless it is another environment's", () => {
    expect(() =>
      markAsBlue("group web", "autoscaling:web", { "sarcelle:environment": "api-live" }, "web-live"),
    ).toThrow(
      new NotOurs(
        "group web is tagged sarcelle:environment=api-live, so it belongs to environment 'api-live' and not to 'web-live'. Nothing was changed. Give each environment resources of its own.",
      ),
    );
  });
});

it("the green twin has the live side's tags, without AWS's own and what a deployment left there", () => {
  const live = {
    team: "a",
    "my-sarcelle:": "b",
    "sarcelle:size-before-scaledown": "min 1",
    "aws:cloudformation:stack-name": "c",
  };
  expect(greenTags(live, "web-live", (value) => value)).toEqual({
    team: "a",
    "my-sarcelle:": "b",
    "sarcelle:environment": "web-live",
    "sarcelle:side": "green",
  });
});
