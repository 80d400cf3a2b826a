/** What of a dump of the playground's state tells whether anything is still on its way. */
export interface Dump {
  readonly ec2: { readonly instance: Readonly<Record<string, { readonly state: string }>> };
  readonly autoscaling: {
    readonly groups: Readonly<
      Record<
        string,
        {
          readonly MinSize?: number;
          readonly DesiredCapacity: number;
          readonly Instances: readonly { readonly LifecycleState: string; readonly WeightedCapacity?: string }[];
        }
      >
    >;
  };
  readonly elasticloadbalancing: {
    readonly targets: Readonly<Record<string, { readonly health: { readonly State: string } }>>;
  };
}

/** The services whose state `unsettled` looks at. */
export const movingServices: readonly (keyof Dump)[] = ["ec2", "autoscaling", "elasticloadbalancing"];

const count = (states: readonly string[]): string =>
  [...new Set(states)]
    .sort()
    .map((state) => `${states.filter((each) => each === state).length} ${state}`)
    .join(", ");

/** What is in transition, in words; nothing once the world has settled. */
export const unsettled = ({ ec2, autoscaling, elasticloadbalancing }: Dump): readonly string[] => {
  const instances = Object.values(ec2.instance)
    .map(({ state }) => state)
    .filter((state) => !["running", "stopped", "terminated"].includes(state));
  const targets = Object.values(elasticloadbalancing.targets)
    .map(({ health }) => health.State)
    .filter((state) => !["healthy", "unused"].includes(state));
  const groups = Object.entries(autoscaling.groups).flatMap(([name, { DesiredCapacity, Instances }]) => {
    const inService = Instances.filter(({ LifecycleState }) => LifecycleState === "InService").length;
    const weights = Instances.map(({ WeightedCapacity = "1" }) => Number(WeightedCapacity));
    const surplus = weights.reduce((sum, weight) => sum + weight, 0) - DesiredCapacity;
    // A weighted group may be above its size, by less than one instance.
    return inService === Instances.length && surplus >= 0 && surplus < Math.max(1, ...weights)
      ? []
      : [`${name} has ${inService} of ${DesiredCapacity} instances in service and ${Instances.length} in all`];
  });
  return [
    ...(instances.length === 0 ? [] : [`instances: ${count(instances)}`]),
    ...(targets.length === 0 ? [] : [`targets: ${count(targets)}`]),
    ...groups,
  ];
};
