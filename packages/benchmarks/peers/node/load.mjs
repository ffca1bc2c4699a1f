/** A library that is installed in this folder (npm install --prefix packages/benchmarks/peers/node), not with the workspace. */
/** @param {string} name @returns {Promise<any>} */
export const load = (name) => import(name);
