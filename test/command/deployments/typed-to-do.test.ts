import { expect, it } from "vitest";
import { type AsAsked, typedToDo } from "../../../command/deployments/typed-to-do.ts";

it.each<[action: string, options: AsAsked, typed: string]>([
  ["upgrade", {}, "sarcelle upgrade web-live --wait"],
  ["deploy", { release: "releases/4.yml" }, "sarcelle deploy web-live --release releases/4.yml --wait"],
  ["deploy", { releaseOf: "web-live-release-1" }, "sarcelle deploy web-live --release-of web-live-release-1 --wait"],
  [
    "release",
    { release: "my release.yml", strategy: "canary:10:300", scaledown: true },
    "sarcelle release web-live --release 'my release.yml' --strategy canary:10:300 --scaledown --wait",
  ],
  [
    "switch",
    { to: "blue", override: true, reason: "it's urgent" },
    "sarcelle switch web-live --to blue --reason 'it'\\''s urgent' --override --wait",
  ],
  [
    "switch",
    { stack: "sarcelle-beta", region: "eu-west-2", profile: "people", endpointUrl: "http://127.0.0.1:4566" },
    "sarcelle switch web-live --stack sarcelle-beta --region eu-west-2 --profile people --endpoint-url http://127.0.0.1:4566 --wait",
  ],
  ["switch", { stack: "sarcelle-live" }, "sarcelle switch web-live --wait"],
])("of a planned %s with %o all is typed that decides what is done", (action, options, typed) => {
  expect(typedToDo(action, "web-live", options)).toBe(typed);
});
