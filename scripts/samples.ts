/** `npm run samples`: writes the reference pages, and every sample output that the documents show, from what the code is and does now. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { copyOfTemplate } from "./packaged-template.ts";
import { referencePages } from "./reference/pages.ts";
import { madeFiles, schemaFiles } from "./reference/schemas.ts";
import { root } from "./reference/sources.ts";
import { documents } from "./samples/documents.ts";
import { samplesIn, withSamples } from "./samples/marked.ts";
import { shapeOf } from "./samples/shape.ts";
import { endOfStory, hearStory } from "./samples/story.ts";
import { tellSamples } from "./samples/told.ts";

const help = `Usage: npm run samples [-- options]

Writes docs/reference, docs/samples and every sample output in the documents, from runs in a simulated world and of the story.

Options:
  --story   also tell the story again, which takes a minute
  --help    this text
`;

const { values } = parseArgs({
  options: { story: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
});

const say = (line: string) => process.stderr.write(`${line}\n`);

const write = (path: string, text: string) => {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

const isLike = (shown: string | undefined, sample: string): boolean =>
  shown !== undefined && shapeOf(shown).join("\n") === shapeOf(sample).join("\n");

const storyFile = "docs/samples/story.txt";

const main = async () => {
  if (values.story) write(storyFile, await hearStory());
  for (const [path, page] of Object.entries(referencePages)) {
    const written = existsSync(join(root, path)) ? samplesIn(readFileSync(join(root, path), "utf8")) : {};
    write(path, withSamples(page(), { ...samplesIn(page()), ...written }));
  }
  for (const [path, schema] of Object.entries({ ...schemaFiles, ...madeFiles }))
    write(path, `${JSON.stringify(schema(), null, 2)}\n`);
  const told = await tellSamples(await copyOfTemplate(say));
  const samples = { ...told, story: endOfStory(readFileSync(join(root, storyFile), "utf8")) };
  for (const path of documents()) {
    const text = readFileSync(join(root, path), "utf8");
    const shown = samplesIn(text);
    // What differs in times and ids alone stays as it is: it would be news in every commit. The story's end is that of its file.
    const kept = Object.entries(samples).map(([name, sample]) => [
      name,
      name !== "story" && isLike(shown[name], sample) ? shown[name] : sample,
    ]);
    if (Object.keys(shown).length > 0) write(path, withSamples(text, Object.fromEntries(kept)));
  }
};

if (values.help) process.stdout.write(help);
else await main();
