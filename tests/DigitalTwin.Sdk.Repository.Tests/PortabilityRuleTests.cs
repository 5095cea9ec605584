using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class PortabilityRuleTests
{
    [Fact]
    public void No_file_depends_on_one_machine_or_registry() => Finding.AssertNone(RepositoryFiles.All.SelectMany(PortabilityRule.CheckText));

    [Fact]
    public void Every_script_can_be_run() => Finding.AssertNone(RepositoryFiles.All.SelectMany(PortabilityRule.CheckScript));

    [Theory]
    [InlineData("cd /" + "work/main", 1)]
    [InlineData("log to \"/" + "tmp/x.log\"", 1)]
    [InlineData("/" + "home/ann/x", 1)]
    [InlineData("https://example.org/" + "work/x", 0)]
    [InlineData("https://api.nu" + "get.org/v3", 1)]
    [InlineData("the NuGet feed", 0)]
    public void A_machine_path_or_registry_host_is_found(string line, int findings) =>
        Assert.Equal(findings, PortabilityRule.CheckText(new RepositoryFile("docs/a.md", line)).Count());

    [Fact]
    public void A_lock_file_with_addresses_is_found() =>
        Assert.Single(PortabilityRule.CheckText(new RepositoryFile("tests/peers/package-lock.json", "{ \"resolved\": \"x\" }")));

    [Theory]
    [InlineData("tests/a.sh", "#!/bin/sh\n", true, 0)]
    [InlineData("tests/a.sh", "#!/bin/sh\n", false, 1)]
    [InlineData("tests/a.sh", "echo\n", true, 1)]
    [InlineData(".ci/run", "echo\n", false, 2)]
    [InlineData("tests/peer", "#!/usr/bin/env python3\n", false, 1)]
    [InlineData("README.md", "# Title\n", false, 0)]
    public void A_script_that_cannot_be_run_is_found(string path, string text, bool isExecutable, int findings) =>
        Assert.Equal(findings, PortabilityRule.CheckScript(new RepositoryFile(path, text, isExecutable)).Count());
}
