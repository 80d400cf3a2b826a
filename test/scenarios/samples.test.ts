/** The sample outputs in the documents are what the code prints now, but for times, ids and numbers. */
import { expect, inject, it } from "vitest";
import { textOf } from "../../scripts/reference/sources.ts";
import { documents } from "../../scripts/samples/documents.ts";
import { samplesIn } from "../../scripts/samples/marked.ts";
import { shapeOf } from "../../scripts/samples/shape.ts";
import { tellSamples } from "../../scripts/samples/told.ts";

it("every sample has the headings, columns, states and words that are printed now; if not, 'npm run samples' writes them", async () => {
  const told = await tellSamples(inject("template"));
  const shown = documents().flatMap((path) =>
    Object.entries(samplesIn(textOf(path))).map(([name, text]) => ({ path, name, text })),
  );
  expect(new Set(shown.map(({ name }) => name))).toEqual(new Set([...Object.keys(told), "story"]));
  const now = (name: string) => shapeOf(told[name] ?? "");
  const samples = shown.filter(({ name }) => name !== "story");
  expect(samples.map(({ path, name, text }) => ({ path, name, shape: shapeOf(text) }))).toEqual(
    samples.map(({ path, name }) => ({ path, name, shape: now(name) })),
  );
});
