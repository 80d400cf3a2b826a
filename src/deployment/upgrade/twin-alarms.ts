import type { Json, State } from "../../changes/change.ts";
import { alarmFields, alarmState } from "../../resources/described/alarm.ts";
import { refuseUncopyable } from "../../resources/described/fields.ts";
import { tagsOf } from "../../resources/described/tags.ts";
import { chosenNotifications } from "./chosen-notifications.ts";
import type { Live, Upgraded } from "./live.ts";
import { greenName, nameLimits } from "./names.ts";
import { greenTags, reservedTags, whyTagsDiffer } from "./ownership.ts";
import { type Alteration, type FieldReport, joinPlans, nameReport, twinOf, type UpgradePlan } from "./plan.ts";
import { repoint } from "./repoint.ts";
import { greenGroup } from "./twin-group.ts";
import type { Twins } from "./twins.ts";

/** The policies whose alarms a person made; AWS makes those of target tracking itself when it makes the policy. */
const alarmDriven: ReadonlySet<string | undefined> = new Set(["SimpleScaling", "StepScaling"]);

/** The alarms that start the live side's simple and step scaling policies. */
export const alarmNames = (policies: Live["policies"]): readonly string[] => [
  ...new Set(
    policies
      .filter(({ PolicyType }) => alarmDriven.has(PolicyType))
      .flatMap(({ Alarms }) => (Alarms ?? []).map(({ AlarmName }) => AlarmName ?? "")),
  ),
];

/** The name of the twin that an alarm gets. */
export const greenAlarm = (name: string): string => greenName(name, nameLimits.alarm);

/** What an alarm does in each of its states. */
const actionFields = ["OKActions", "AlarmActions", "InsufficientDataActions"] as const;

const listIn = (state: State, field: string): readonly string[] => (state[field] ?? []) as readonly string[];

/**
 * Only the live group's own policies have a counterpart. Whatever else the alarm starts is no setting of the group's but somebody else's:
 * a policy would scale another group whenever the idle side has little to do.
 */
const ownActions = (
  resource: string,
  state: State,
  { copy }: Upgraded,
  policies: ReadonlyMap<string, string>,
): { readonly kept: State; readonly report: readonly FieldReport[] } => {
  const fields = actionFields.map((field) => {
    const { kept, report } = chosenNotifications(
      { resource, field },
      listIn(state, field).filter((arn) => !policies.has(arn)),
      copy.notifications,
    );
    const actions = listIn(state, field).filter((arn) => policies.has(arn) || kept.includes(arn));
    return { field, actions: actions.length === 0 ? null : actions, report };
  });
  return {
    kept: { ...state, ...Object.fromEntries(fields.map(({ field, actions }): [string, Json] => [field, actions])) },
    report: fields.flatMap(({ report }) => report),
  };
};

/** The last step: alarms about the twin that start the twin's policies, whose ARNs AWS gave in the step before. */
export const twinAlarms = (
  live: Live,
  environment: Upgraded,
  twins: Twins,
  policies: ReadonlyMap<string, string>,
): UpgradePlan => {
  const from = live.group.AutoScalingGroupName ?? "";
  const repointing = { group: { from, to: greenGroup(from) }, targetGroups: twins, policies };
  return joinPlans(
    live.alarms.map((described) => {
      const name = described.alarm.AlarmName ?? "";
      const resource = `alarm ${name}`;
      const green = greenAlarm(name);
      refuseUncopyable(resource, alarmFields, described.alarm);
      const state = alarmState(described);
      const own = ownActions(resource, state, environment, policies);
      const repointed = Object.entries(repoint(resource, own.kept, repointing) as State);
      const alterations = repointed.map(([field, to]): [string, Alteration] => [
        field,
        { to, why: "it watches the twin and starts the twin's policies" },
      ]);
      const tags = greenTags(tagsOf(described.tags), environment.name, (value) => value);
      const twin = twinOf(resource, state, {
        ...Object.fromEntries(alterations),
        Tags: { to: tags, why: whyTagsDiffer },
      });
      return {
        changes: [{ resource: { kind: "scaling-alarm", id: green }, before: null, after: twin.state }],
        report: [
          nameReport(resource, "AlarmName", name, green),
          ...twin.report,
          ...own.report,
          ...reservedTags(resource, tagsOf(described.tags)),
        ],
      };
    }),
  );
};
