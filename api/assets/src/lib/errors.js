// After a form came back with faults, reading begins at the summary.
document.querySelector(".govgr-error-summary")?.focus();
