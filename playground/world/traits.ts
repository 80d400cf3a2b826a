/**
 * In what AWS is slow, unwilling or otherwise than one would wish, each by name, with what it says. A world has all of these traits,
 * unless it is made without some: for a look at what hangs on one, and for code that does not survive it yet.
 */
export const traits = {
  "deletions-take-time": "what is deleted goes a while later, and until then what it used is in use",
  "created-is-not-found": "what was just made may not be found for a while",
  "target-tracking-acts": "target tracking makes alarms of its own, which scale the group",
  "resumed-alarms-act": "alarms that are in ALARM when AlarmNotification is resumed scale the group, each minute",
  "launches-are-refused":
    "EC2 launches nothing for which capacity, quota, key, instance profile or architecture is missing",
  "launches-need-permissions":
    "a launch from a template needs iam:PassRole for its profile and ec2:CreateTags for its tags",
  "calls-are-throttled": "calls that come too fast are refused",
  "data-limit-is-caught": "States.ALL catches States.DataLimitExceeded, as recorded; without it, as the guide has it",
} as const satisfies Readonly<Record<string, string>>;

export type Trait = keyof typeof traits;

/** Every trait's name. */
export const traitNames = Object.keys(traits) as readonly Trait[];

/** Whether a world, or a service's surroundings in it, has a trait. */
export const hasTrait = (trait: Trait, { without = [] }: { readonly without?: readonly Trait[] }): boolean =>
  !without.includes(trait);
