/** How programs of several countries write numbers and yes or no into a table. */

/** A whole number, with or without groups of thousands (`16,384`, `16.384`, `16 384`), or with nothing but zeros behind a decimal sign. */
export function wholeFrom(text: string): number | undefined {
  const plain = text.trim();
  const grouped = /^-?\d{1,3}([.,'’ \u00a0\u202f])\d{3}(?:\1\d{3})*(?:[.,]0+)?$/.exec(plain);
  if (grouped !== null) {
    const sign = grouped[1] ?? "";
    const [whole = ""] = plain.replaceAll(sign, "").split(/[.,]/);
    return Number(whole);
  }
  const match = /^(-?\d{1,15})(?:[.,]0*)?$/.exec(plain);
  return match === null ? undefined : Number(match[1]);
}

/** `true` and `false` as .NET writes them, and as Excel shows them in other languages. */
export function flagFrom(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : undefined;
}

const TRUE: ReadonlySet<string> = new Set(
  "true yes y 1 on wahr ja vrai oui verdadero sí si vero verdadeiro sim waar sant sand tosi prawda tak pravda ano igaz igen doğru evet истина да 真".split(
    " ",
  ),
);
const FALSE: ReadonlySet<string> = new Set(
  "false no n 0 off falsch nein faux non falso não onwaar nee falskt falsk nej epätosi ei fałsz nie nepravda ne hamis nem yanlış hayır ложь нет 偽".split(
    " ",
  ),
);

/** Mebibytes as a size of the manifests, exact and in the largest unit that keeps it whole: `64GiB`, `512MiB`. */
export function sizeOf(mebibytes: number): string {
  if (mebibytes > 0 && mebibytes % TIB === 0) return `${mebibytes / TIB}TiB`;
  return mebibytes > 0 && mebibytes % GIB === 0 ? `${mebibytes / GIB}GiB` : `${mebibytes}MiB`;
}

const GIB = 1024;
const TIB = 1024 * GIB;

/** What is listed in one cell: between commas, semicolons or line ends. */
export function listFrom(text: string): readonly string[] {
  return [...new Set(text.split(/[,;\r\n]+/).map((each) => each.trim()))].filter((each) => each !== "");
}
