import { expect, it } from "vitest";
import { commitLink, compareLink, serviceOf } from "../../../src/deployment/service.ts";

it.each([
  [{ name: "web-live", stage: "live" }, "web"],
  [{ name: "ijm-live-uk", stage: "live" }, "ijm"],
  [{ name: "job-search-alphasearch", stage: "alpha" }, "job-search-alphasearch"],
  [{ name: "live", stage: "live" }, "live"],
  [{ name: "web-live", stage: "live", service: "shop" }, "shop"],
])("the service of %j is %s", (registered, service) => {
  expect(serviceOf(registered)).toBe(service);
});

it.each([
  ["https://github.com/example/web", "https://github.com/example/web/commit/abc1234"],
  ["https://github.com/example/web.git", "https://github.com/example/web/commit/abc1234"],
  ["https://gitlab.com/group/web/", "https://gitlab.com/group/web/-/commit/abc1234"],
  ["https://gitlab.example.com/group/web", "https://gitlab.example.com/group/web/-/commit/abc1234"],
  ["https://git.example.com/gitlab/web", "https://git.example.com/gitlab/web/commit/abc1234"],
])("a commit in %s is shown at %s", (repository, link) => {
  expect(commitLink(repository, "abc1234")).toBe(link);
  expect(compareLink(repository, "abc1234", "def5678")).toBe(
    link.replace("commit/abc1234", "compare/abc1234...def5678"),
  );
});
