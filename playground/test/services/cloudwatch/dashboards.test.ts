import { expect, it } from "vitest";
import { createWorld, refusal } from "./world.ts";

const widget = (properties: object, more = {}) => ({
  type: "metric",
  x: 0,
  y: 0,
  width: 12,
  height: 6,
  properties,
  ...more,
});
const bodyOf = (...widgets: readonly object[]) => JSON.stringify({ widgets });
const calls = widget({
  region: "eu-west-1",
  metrics: [["AWS/Lambda", "Errors", "FunctionName", "greet", { stat: "Sum" }]],
});

it("a dashboard is kept as it was put, listed and deleted", async () => {
  const { call } = createWorld();
  const DashboardBody = bodyOf(calls);
  await call("PutDashboard", { DashboardName: "mine", DashboardBody });
  await call("PutDashboard", { DashboardName: "theirs", DashboardBody: bodyOf() });
  expect(await call("GetDashboard", { DashboardName: "mine" })).toEqual({
    DashboardArn: "arn:aws:cloudwatch::123456789012:dashboard/mine",
    DashboardBody,
    DashboardName: "mine",
  });
  const names = ({ DashboardEntries }: { DashboardEntries: { DashboardName: string }[] }) =>
    DashboardEntries.map(({ DashboardName }) => DashboardName);
  expect(names(await call("ListDashboards", { DashboardNamePrefix: "m" }))).toEqual(["mine"]);
  expect(await refusal(call("DeleteDashboards", { DashboardNames: ["mine", "none"] }))).toBe(
    "ResourceNotFound: Dashboard none does not exist",
  );
  await call("DeleteDashboards", { DashboardNames: ["mine"] });
  expect(names(await call("ListDashboards"))).toEqual(["theirs"]);
});

it.each([
  ["no JSON", "{", "The field DashboardBody must be a valid JSON object"],
  ["a widget of no type", bodyOf({ type: "chart", properties: {} }), "/widgets/0/type"],
  ["a widget beyond the grid", bodyOf({ ...calls, width: 25 }), "/widgets/0/width"],
  ["a metric without a region", bodyOf(widget({ metrics: [["AWS/Lambda", "Errors"]] })), "/widgets/0/properties/"],
  ["a text without one", bodyOf(widget({}, { type: "text" })), "/widgets/0/properties/markdown"],
])("refuses %s", async (_, DashboardBody, what) => {
  const answer = await refusal(createWorld().call("PutDashboard", { DashboardName: "mine", DashboardBody }));
  expect(answer).toContain("InvalidParameterInput: The dashboard body is invalid");
  expect(answer).toContain(what);
});
