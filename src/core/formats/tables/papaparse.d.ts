/**
 * What is called of papaparse. Its published types bring those of Node with them, and the core would no longer be told
 * when it names something that is only there.
 */
declare module "papaparse" {
  interface Step<T> {
    readonly data: T;
    readonly errors: readonly { readonly code: string }[];
  }
  const Papa: {
    parse<T>(
      text: string,
      config: { readonly delimiter: string; readonly step: (result: Step<T>) => void },
    ): unknown;
  };
  export default Papa;
}
