/** The page: set up on the left, the body in the middle, what comes of it on the right; on a phone one below the other. */
import { DropZone } from "./ui/drop.js";
import { Header } from "./ui/header.js";
import { Notices } from "./ui/notices.js";
import { Results } from "./plots/results.js";
import { SetupPanel } from "./setup/panel.js";
import { Stage } from "./view/stage.js";

export function App() {
  return (
    <>
      <a class="skip" href="#stage">Skip to the picture</a>
      <DropZone />
      <Header />
      <main>
        <SetupPanel />
        <div class="middle" id="stage">
          <Notices />
          <Stage />
        </div>
        <Results />
      </main>
    </>
  );
}
