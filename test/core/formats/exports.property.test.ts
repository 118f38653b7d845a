import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hyperv } from "../../../src/core/formats/hyperv/format.ts";
import { netbox } from "../../../src/core/formats/netbox/format.ts";
import { proxmox } from "../../../src/core/formats/proxmox/format.ts";
import type { SnapshotFormat } from "../../../src/core/formats/snapshot/observed.ts";
import { vsphere } from "../../../src/core/formats/vsphere/format.ts";
import { ENVIRONMENT, type Export, messed, messes, misread, plainOf } from "../../support/exports/export.ts";
import { hypervExport } from "../../support/exports/hyperv.ts";
import { netboxExport } from "../../support/exports/netbox.ts";
import { proxmoxExport } from "../../support/exports/proxmox.ts";
import { vsphereExport } from "../../support/exports/vsphere.ts";
import "../../support/seed.ts";

const FORMATS: readonly (readonly [string, SnapshotFormat, fc.Arbitrary<Export>])[] = [
  ["Proxmox VE", proxmox, proxmoxExport],
  ["NetBox", netbox, netboxExport],
  ["Hyper-V", hyperv, hypervExport],
  ["vSphere", vsphere, vsphereExport],
];

describe.each(FORMATS)("an export of %s", (_, format, exported) => {
  test("is read as what was there", () => {
    fc.assert(
      fc.property(exported, ({ files, expected }) => {
        expect(plainOf(format.read(files, { environment: ENVIRONMENT }))).toEqual(plainOf(expected));
      }),
      { numRuns: 2000 },
    );
  });

  test("gives a manifest in which nothing is unbound or misread", () => {
    fc.assert(
      fc.property(exported, ({ files }) => {
        expect(misread(format, files)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("that is messy or cut off is read as far as it goes, and what comes of it is sound", () => {
    fc.assert(
      fc.property(
        exported,
        messes,
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        ({ files }, changes, part) => {
          const messy = messed(files, changes).map(({ path, content }) => ({
            path,
            content: content.slice(0, Math.ceil(content.length * part)),
          }));
          expect(misread(format, messy)).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });
});
