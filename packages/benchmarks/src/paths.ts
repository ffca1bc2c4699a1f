/** The folder of this package, seen from `src` as well as from the built `dist`. */
export const packageRoot = new URL('../', import.meta.url);

/** The folder of the whole repository. */
export const repositoryRoot = new URL('../../', packageRoot);
