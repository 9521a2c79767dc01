/// What is known of ssh_config's keywords, all in lower case (ssh_config(5), OpenSSH 9.2 to 10).
enum ConfigKeyword {
    /// Their values add up; of every other keyword the first value holds.
    static let cumulative: Set<String> = [
        "certificatefile", "dynamicforward", "identityfile", "localforward", "remoteforward", "sendenv", "setenv",
    ]

    /// Their value is the rest of the line as it stands.
    static let verbatim: Set<String> = [
        "knownhostscommand", "localcommand", "proxycommand", "remotecommand",
    ]

    /// Whichever comes first shuts the other out.
    static let rivals = ["proxycommand": "proxyjump", "proxyjump": "proxycommand"]

    /// `ssh` stops at a keyword that is not among these, unless IgnoreUnknown names it.
    static let all = Set(
        """
        addkeystoagent addressfamily batchmode bindaddress bindinterface canonicaldomains canonicalizefallbacklocal
        canonicalizehostname canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms certificatefile
        challengeresponseauthentication channeltimeout checkhostip cipher ciphers clearallforwardings compression
        compressionlevel connectionattempts connecttimeout controlmaster controlpath controlpersist dsaauthentication
        dynamicforward enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fallbacktorsh
        fingerprinthash forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports
        globalknownhostsfile gssapiauthentication gssapiclientidentity gssapidelegatecredentials gssapikexalgorithms
        gssapikeyexchange gssapirenewalforcesrekey gssapiserveridentity gssapitrustdns hashknownhosts
        hostbasedacceptedalgorithms hostbasedauthentication hostbasedkeytypes hostkeyalgorithms hostkeyalias hostname
        identitiesonly identityagent identityfile identityfile2 ignoreunknown include ipqos kbdinteractiveauthentication
        kbdinteractivedevices keepalive kexalgorithms knownhostscommand localcommand localforward loglevel logverbose
        macs nohostauthenticationforlocalhost numberofpasswordprompts obscurekeystroketiming passwordauthentication
        permitlocalcommand permitremoteopen pkcs11provider port preferredauthentications protocol proxycommand proxyjump
        proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthentication rekeylimit remotecommand
        remoteforward requesttty requiredrsasize revokedhostkeys rhostsrsaauthentication rsaauthentication
        securitykeyprovider sendenv serveralivecountmax serveraliveinterval sessiontype setenv
        skeyauthentication smartcarddevice stdinnull streamlocalbindmask streamlocalbindunlink stricthostkeychecking
        syslogfacility tag tcpkeepalive tisauthentication tunnel tunneldevice updatehostkeys useblacklistedkeys
        useprivilegedport user userknownhostsfile useroaming usersh verifyhostkeydns versionaddendum visualhostkey
        xauthlocation
        """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
