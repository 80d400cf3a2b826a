import { describe, expect, it } from "vitest";
import { adjusted, stepFor, stepsProblem } from "../../../services/autoscaling/adjustment.ts";

describe("adjusted", () => {
  const table = [
    ["adds", 4, "ChangeInCapacity", 2, 0, 6],
    ["subtracts", 4, "ChangeInCapacity", -3, 0, 1],
    ["sets", 4, "ExactCapacity", 7, 0, 7],
    ["adds a share", 10, "PercentChangeInCapacity", 20, 0, 12],
    ["rounds more than one down", 9, "PercentChangeInCapacity", 30, 0, 11],
    ["rounds less than one up to one", 4, "PercentChangeInCapacity", 10, 0, 5],
    ["rounds a small decrease to one", 4, "PercentChangeInCapacity", -10, 0, 3],
    ["rounds a larger decrease towards zero", 20, "PercentChangeInCapacity", -33, 0, 14],
    ["moves by the minimum magnitude at least", 4, "PercentChangeInCapacity", 25, 2, 6],
    ["also downwards", 8, "PercentChangeInCapacity", -10, 3, 5],
  ] as const;
  it.each(table)("%s", (_, capacity, type, by, atLeast, expected) => {
    expect(adjusted(capacity, { type, by, atLeast })).toBe(expected);
  });
});

describe("stepFor", () => {
  const out = [
    { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1 },
    { MetricIntervalLowerBound: 10, ScalingAdjustment: 2 },
  ];
  const into = [
    { MetricIntervalLowerBound: -10, MetricIntervalUpperBound: 0, ScalingAdjustment: -1 },
    { MetricIntervalUpperBound: -10, ScalingAdjustment: -2 },
  ];
  it.each([
    [out, 0, 1],
    [out, 9.9, 1],
    [out, 10, 2],
    [out, -1, undefined],
    [into, 0, -1],
    [into, -9.9, -1],
    [into, -10, -2],
    [into, 1, undefined],
  ])("finds the step of %j for a breach of %d", (steps, breach, expected) => {
    expect(stepFor(steps, breach)?.ScalingAdjustment).toBe(expected);
  });
});

describe("stepsProblem", () => {
  const step = ([lower, upper]: readonly [number | undefined, number | undefined]) => ({
    MetricIntervalLowerBound: lower,
    MetricIntervalUpperBound: upper,
    ScalingAdjustment: 1,
  });
  const [none, overlap, gaps] = [
    undefined,
    "StepAdjustment intervals cannot overlap",
    "StepAdjustment intervals cannot have gaps between them",
  ];
  const many = Array.from({ length: 21 }, (_, index) => [index, index === 20 ? undefined : index + 1] as const);

  it.each([
    [
      [
        [0, 10],
        [10, undefined],
      ],
      none,
    ],
    [
      [
        [10, undefined],
        [0, 10],
      ],
      none,
    ],
    [
      [
        [undefined, -10],
        [-10, 0],
      ],
      none,
    ],
    [
      [
        [undefined, 0],
        [0, undefined],
      ],
      none,
    ],
    [many.slice(1), none],
    [many, "You can have at most 20 step adjustments for each step scaling policy"],
    [[], "At least one StepAdjustment must be specified for StepScaling"],
    [[[undefined, undefined]], "At least one of the bounds must be specified for each StepAdjustment"],
    [[[10, 5]], "The upper bound of a StepAdjustment must be greater than the lower bound"],
    [
      [
        [0, 10],
        [5, undefined],
      ],
      overlap,
    ],
    [
      [
        [0, undefined],
        [5, undefined],
      ],
      overlap,
    ],
    [
      [
        [undefined, -5],
        [undefined, -10],
      ],
      overlap,
    ],
    [
      [
        [0, 10],
        [20, undefined],
      ],
      gaps,
    ],
    [
      [
        [0, 10],
        [10, 20],
      ],
      "There must be a StepAdjustment with an unspecified upper bound when one StepAdjustment has a positive upper bound",
    ],
    [
      [
        [-20, -10],
        [-10, 0],
      ],
      "There must be a StepAdjustment with an unspecified lower bound when one StepAdjustment has a negative lower bound",
    ],
  ] as const)("says of the intervals %j: %s", (intervals, problem) => {
    expect(stepsProblem(intervals.map(step))).toBe(problem);
  });
});
