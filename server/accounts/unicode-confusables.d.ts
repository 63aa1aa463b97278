/** The package names a declaration file that it does not ship. */
declare module 'unicode-confusables' {
  export function rectifyConfusion(text: string): string;
}
