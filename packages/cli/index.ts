/** The command line of the local run. Its commands are not for others to import; this is what tests of the whole look at. */
export { banner } from "./banner";
