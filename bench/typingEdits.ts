import type { TypingEstate } from "./typingEstate.ts";

export const ESTATE = "corp.estate.yaml";
export const ROLLOUT = "spring.rollout.yaml";

/** What is typed into a file and taken back, so that what is wrong while it is there comes and goes. */
export interface TypingEdit {
  readonly kind: string;
  readonly file: string;
  readonly line: number;
  readonly character: number;
  readonly insert: string;
  /** The lines of the file that have a finding while this is there, and none while it is not. */
  readonly marks: readonly number[];
  /** Whether a JSON Schema can know what is wrong; no schema knows the names there are. */
  readonly schemaKnows: boolean;
}

export interface TypingEdits {
  readonly edits: readonly TypingEdit[];
  /** The line of the estate that is wrong from the start. */
  readonly standing: number;
}

export function typingEdits({ estate, rollout }: TypingEstate): TypingEdits {
  const lines = estate.split("\n");
  const middle = Math.floor(lines.length / 2);
  const vms = lines.indexOf("vms:");
  const cpu = lines.findIndex((line, at) => at > middle && line.startsWith("    cpu: "));
  const memory = lines.findIndex((line, at) => at > cpu && line.startsWith("    memory: "));
  const hosts = lines.indexOf("hosts:");
  const name = "  - name: ";
  const host = lines.findIndex(
    (line, at) => at > (hosts + lines.indexOf("services:")) / 2 && line.startsWith(name),
  );
  const placed = `    host: ${lines[host]?.slice(name.length)}`;
  const stages = rollout.split("\n");
  const soak = stages.findIndex((line) => line.startsWith("    soak: "));
  const atEnd = (file: string, line: number, text: string | undefined, insert: string) => ({
    file,
    line,
    character: text?.length ?? 0,
    insert,
  });
  return {
    standing: lines.findIndex((line, at) => at > vms && line === "    cpu: many"),
    edits: [
      {
        kind: "value in a VM",
        ...atEnd(ESTATE, cpu, lines[cpu], "x"),
        marks: [cpu],
        schemaKnows: true,
      },
      {
        kind: "line in a VM",
        ...{ file: ESTATE, line: memory, character: 0, insert: "    cores: 4\n" },
        marks: [memory],
        schemaKnows: true,
      },
      {
        kind: "name of a host",
        ...atEnd(ESTATE, host, lines[host], "x"),
        marks: lines.flatMap((line, at) => (line === placed ? [at] : [])),
        schemaKnows: false,
      },
      {
        kind: "value in the rollout",
        ...atEnd(ROLLOUT, soak, stages[soak], "x"),
        marks: [soak],
        schemaKnows: true,
      },
    ],
  };
}
